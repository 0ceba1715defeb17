package io.tidewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.wire.Control;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/**
 * Any sequence of chunks, right and wrong ones, against a model: what is handed over is what was
 * announced, each answer says how many chunks have been taken, and of what is over no file is left.
 */
class TransferPropertyTest {

  private static final int CHUNK = 96;

  private Path temporary;
  private Arrival arrival;

  /**
   * A chunk that a client sends.
   *
   * @param index which one
   * @param more how many bytes it has more than it should
   * @param isForged whether its bytes are others
   */
  record Sent(int index, int more, boolean isForged) {}

  @BeforeProperty
  void open() throws IOException {
    temporary = Files.createTempDirectory("transfers-property");
    arrival = new Arrival(temporary, Map.of("realtime.max-message", "256"));
  }

  @AfterProperty
  void close() throws IOException {
    arrival.close();
    Files.delete(temporary);
  }

  @Property(tries = 2_000)
  void whatIsHandedOverIsWhatWasAnnounced(
      @ForAll @IntRange(max = 5 * CHUNK) int size, @ForAll("chunks") List<Sent> chunks)
      throws IOException {
    byte[] content = Arrival.content(size);
    Transfer transfer = arrival.transfers.begin(Arrival.order(Arrival.OWNER, content));
    int count = Math.max(1, (size + CHUNK - 1) / CHUNK);
    Model model = new Model(count);
    // What is left to send, so that some are whole.
    Stream<Sent> rest = Stream.iterate(0, i -> i + 1).limit(count).map(i -> new Sent(i, 0, false));
    for (Sent sent : Stream.concat(chunks.stream(), rest).toList()) {
      byte[] bytes = bytes(content, sent);
      transfer.take(sent.index, ByteBuffer.wrap(bytes));
      model.take(sent, bytes.length == Arrival.chunk(content, CHUNK, sent.index).length, content);
      assertThat(transfer.isReceiving()).isEqualTo(model.isReceiving());
      assertThat(((Control.Chunk) transfer.progress(null)).next()).isEqualTo(model.next);
    }
    assertThat(transfer.handOver()).isEqualTo(!model.isBad);
    if (!model.isBad) {
      byte[] seen = transfer.use(TransferPropertyTest::read);
      assertThat(seen).isEqualTo(content);
      transfer.handedOver(new Control.Ack(null, null, null));
    }
    assertThat(transfer.answer().toCompletableFuture()).isDone();
    assertThat(arrival.files()).isEmpty();
    assertThat(arrival.transfers.holdings().kept()).isZero();
  }

  private static byte[] bytes(byte[] content, Sent sent) {
    byte[] right = Arrival.chunk(content, CHUNK, sent.index);
    byte[] bytes = new byte[Math.max(0, right.length + sent.more)];
    System.arraycopy(right, 0, bytes, 0, Math.min(right.length, bytes.length));
    if (sent.isForged && bytes.length > 0) {
      bytes[0]++;
    }
    return bytes;
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What should become of a transfer, in as few words as possible. */
  private static final class Model {
    private final int count;
    private int next;
    private boolean isForged;
    private boolean isBad;

    Model(int count) {
      this.count = count;
    }

    boolean isReceiving() {
      return !isBad && next < count;
    }

    void take(Sent sent, boolean isAsLong, byte[] content) {
      if (!isReceiving() || sent.index < next) {
        return;
      }
      if (sent.index >= count || !isAsLong) {
        isBad = true;
      } else if (sent.index == next) {
        isForged |= sent.isForged && content.length > 0;
        // The last one is not counted as taken if the whole is not what was announced.
        isBad = next + 1 == count && isForged;
        next += isBad ? 0 : 1;
      }
    }
  }

  @Provide
  Arbitrary<List<Sent>> chunks() {
    Arbitrary<Integer> more =
        Arbitraries.frequencyOf(
            Tuple.of(30, Arbitraries.just(0)), Tuple.of(1, Arbitraries.of(-1, 1, -CHUNK)));
    Arbitrary<Boolean> forged =
        Arbitraries.frequency(Tuple.of(20, false), net.jqwik.api.Tuple.of(1, true));
    return Combinators.combine(
            Arbitraries.frequencyOf(
                Tuple.of(30, Arbitraries.integers().between(0, 4)),
                Tuple.of(1, Arbitraries.integers().between(5, 9))),
            more,
            forged)
        .as(Sent::new)
        .list()
        .ofMaxSize(12);
  }
}
