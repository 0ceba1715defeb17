package io.tidewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.transfer.Chunks.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which chunks belong to a transfer. */
class ChunksTest {

  @ParameterizedTest
  @CsvSource({
    // size, next, index, bytes, verdict
    "250, 0, 0, 100, NEXT",
    "250, 1, 1, 100, NEXT",
    "250, 2, 2, 50, NEXT",
    "250, 2, 2, 100, MISFIT",
    "250, 2, 2, 49, MISFIT",
    "250, 2, 2, 51, MISFIT",
    "250, 0, 0, 99, MISFIT",
    "250, 0, 0, 101, MISFIT",
    "250, 0, 0, 0, MISFIT",
    "250, 1, 0, 100, REPEATED",
    "250, 1, 0, 7, REPEATED",
    "250, 0, 1, 100, EARLY",
    "250, 0, 1, 99, MISFIT",
    "250, 0, 3, 0, MISFIT",
    "250, 2, 3, 100, MISFIT",
    "250, 0, 9223372036854775807, 100, MISFIT",
    "200, 1, 1, 100, NEXT",
    "200, 1, 2, 0, MISFIT",
    "0, 0, 0, 0, NEXT",
    "0, 0, 0, 1, MISFIT",
    "0, 0, 1, 0, MISFIT",
    "1, 0, 0, 1, NEXT",
  })
  void eachChunkHasItsPlaceAndItsLength(
      long size, long next, long index, int bytes, Verdict verdict) {
    assertThat(new Chunks(size, 100).judge(next, index, bytes)).isEqualTo(verdict);
  }

  @ParameterizedTest
  @CsvSource({"0, 1", "1, 1", "99, 1", "100, 1", "101, 2", "200, 2", "1099511627776, 10995116278"})
  void anEmptyTransferHasAChunkToo(long size, long count) {
    assertThat(new Chunks(size, 100).count()).isEqualTo(count);
  }

  @ParameterizedTest
  @CsvSource({"256, 96", "1024, 384", "4096, 2048", "65536, 48128", "16777216, 12581888"})
  void aChunkFitsInAMessageWithItsHeadInBase64Too(int message, int length) {
    int head =
        "{'type':'chunk','transfer':'0123456789012345678901','index':9999,'data':'','encoding':'base64'}"
            .length();
    assertThat(Chunks.lengthFor(message)).isEqualTo(length);
    assertThat((length + 2) / 3 * 4 + head).isLessThanOrEqualTo(message);
  }

  @Test
  void theyLieOneBehindTheOther() {
    assertThat(new Chunks(1L << 40, 48_128).offsetOf(1_000_000)).isEqualTo(48_128_000_000L);
  }
}
