package io.tidewire.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That numbers, and what a watch looks for, are found however the bytes are cut. */
class NumberScannerTest {

  private final List<Long> numbers = new ArrayList<>();
  private final List<String> cursors = new ArrayList<>();
  private final NumberScanner scanner =
      new NumberScanner(numbers::add, new Capture("id: ", '\n', cursors::add));

  @Test
  void findsNumbersAndCursorsInPiecesOfAnySize() {
    String stream =
        "data: "
            + Payloads.of(Payloads.FIRST)
            + "\nid: a-1\n\n"
            + "data: "
            + Payloads.of(Payloads.FIRST + 1)
            + "\nid: a-2\n\n";
    byte[] bytes = stream.getBytes(StandardCharsets.US_ASCII);
    for (int size = 1; size <= bytes.length; size++) {
      numbers.clear();
      cursors.clear();
      for (int from = 0; from < bytes.length; from += size) {
        scanner.scan(bytes, from, Math.min(bytes.length, from + size));
      }
      assertThat(numbers).containsExactly(Payloads.FIRST, Payloads.FIRST + 1);
      assertThat(cursors).containsExactly("a-1", "a-2");
    }
  }
}
