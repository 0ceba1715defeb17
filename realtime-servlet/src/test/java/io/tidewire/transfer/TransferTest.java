package io.tidewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.management.ThreadMXBean;
import io.tidewire.HubStats;
import io.tidewire.LogRecorder;
import io.tidewire.web.Refusal;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a transfer and of its file. */
@Timeout(60)
class TransferTest {

  private static final int CHUNK = 96;
  private static final byte[] CONTENT = Arrival.content(2 * CHUNK + 7);
  private static final Duration TIMEOUT = Duration.ofMinutes(5);
  private static final Control TOLD = new Control.Ack(null, null, null);

  @TempDir Path temporary;
  private Arrival arrival;
  private Transfer transfer;

  @BeforeEach
  void begin() {
    arrival = new Arrival(temporary, Map.of("realtime.max-message", "256"));
    transfer = arrival.transfers.begin(Arrival.order(Arrival.OWNER, CONTENT));
  }

  @AfterEach
  void close() {
    arrival.close();
  }

  private void take(int index) throws IOException {
    transfer.take(index, ByteBuffer.wrap(Arrival.chunk(CONTENT, CHUNK, index)));
  }

  private void takeAll() throws IOException {
    for (int i = 0; i < 3; i++) {
      take(i);
    }
  }

  private Control.Error error() {
    assertThat(transfer.answer()).isCompleted();
    return (Control.Error) transfer.answer().toCompletableFuture().join();
  }

  /** Moves the clock on, and waits until the sweep has been there. */
  private void pass(Duration time) {
    arrival.hub.advance(time);
  }

  private HubStats stats() {
    return arrival.hub.hub().stats();
  }

  private void awaitNoFiles() {
    await("the sweep")
        .until(
            () -> {
              pass(Duration.ofSeconds(2));
              return arrival.files().isEmpty() && arrival.transfers.holdings().kept() == 0;
            });
  }

  @Test
  void whatArrivesInOrderIsComplete() throws IOException {
    take(0);
    take(1);
    assertThat(transfer.progress("c")).isEqualTo(new Control.Chunk("c", transfer.name(), 2));
    assertThat(transfer.isReceiving()).isTrue();
    assertThat(transfer.handOver()).isFalse();
    take(2);
    assertThat(transfer.isReceiving()).isFalse();
    assertThat(transfer.handOver()).isTrue();
    assertThat(transfer.handOver()).as("once").isFalse();
    byte[] seen = transfer.use(TransferTest::read);
    assertThat(seen).isEqualTo(CONTENT);
    assertThat(arrival.files()).as("deleted when it was used").isEmpty();
    transfer.handedOver(TOLD);
    assertThat(transfer.answer()).isCompletedWithValue(TOLD);
    assertThat(stats().transferred()).isEqualTo(1);
    assertThat(stats().transfers()).isZero();
    assertThat(stats().transferBytes()).isZero();
  }

  private static byte[] read(Path file) {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void itsNameCannotBeGuessed() {
    assertThat(transfer.name()).matches("[A-Za-z0-9_-]{22}");
    assertThat(arrival.transfers.begin(transfer.order()).name()).isNotEqualTo(transfer.name());
  }

  @Test
  void onlyTheServersUserReadsIt() throws IOException {
    take(0);
    Path file = arrival.files().get(0);
    assertThat(Files.getPosixFilePermissions(file))
        .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    assertThat(Files.getPosixFilePermissions(arrival.folder()))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void whatWasTakenOrComesTooEarlyIsNotTaken() throws IOException {
    take(0);
    take(0);
    take(2);
    assertThat(transfer.progress(null)).isEqualTo(new Control.Chunk(null, transfer.name(), 1));
    take(1);
    take(2);
    assertThat(transfer.handOver()).isTrue();
    byte[] seen = transfer.use(TransferTest::read);
    assertThat(seen).isEqualTo(CONTENT);
  }

  @Test
  void aChunkThatDoesNotFitEndsIt() throws IOException {
    take(0);
    transfer.take(1, ByteBuffer.wrap(new byte[CHUNK + 1]));
    assertThat(error().code()).isEqualTo(ErrorCode.BAD_REQUEST.code());
    assertThat(error().message()).contains("chunk 1 of 97 bytes", "199 bytes", "chunks of 96");
    assertThat(arrival.files()).isEmpty();
    assertThat(arrival.transfers.holdings().kept()).isZero();
    take(1);
    assertThat(arrival.files()).as("nothing is written any more").isEmpty();
  }

  @Test
  void anotherHashEndsIt() throws IOException {
    take(0);
    take(1);
    transfer.take(2, ByteBuffer.wrap(new byte[7]));
    assertThat(error().code()).isEqualTo(ErrorCode.BAD_REQUEST.code());
    assertThat(error().message()).contains("SHA-256");
    assertThat(transfer.handOver()).isFalse();
    assertThat(arrival.files()).isEmpty();
    assertThat(stats().transferred()).isZero();
  }

  @Test
  void withoutAChunkForALongTimeItIsGone() throws IOException {
    take(0);
    pass(TIMEOUT.minusSeconds(1));
    take(1);
    pass(TIMEOUT.minusSeconds(1));
    assertThat(arrival.transfers.find(transfer.name(), Arrival.OWNER)).isSameAs(transfer);
    assertThat(arrival.files()).hasSize(1);
    awaitNoFiles();
    assertThat(error().code()).isEqualTo(ErrorCode.GONE.code());
    assertGone(transfer.name(), Arrival.OWNER);
    await("its being forgotten").until(() -> arrival.transfers.known() == 0);
  }

  private void assertGone(String name, String owner) {
    assertThatThrownBy(() -> arrival.transfers.find(name, owner))
        .isInstanceOfSatisfying(
            Refusal.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(ErrorCode.GONE);
              assertThat(refusal.reason())
                  .isEqualTo("there is no such transfer of yours, or not any more");
            });
  }

  @Test
  void anothersIsAsGoneAsNobodys() {
    assertGone(transfer.name(), "u:ben");
    assertGone("no-such-name", Arrival.OWNER);
  }

  @Test
  void itsAnswerIsRememberedForAsLong() throws IOException {
    takeAll();
    assertThat(transfer.handOver()).isTrue();
    Path unused = transfer.use(file -> file);
    transfer.handedOver(TOLD);
    pass(TIMEOUT.minusSeconds(1));
    assertThat(arrival.transfers.find(transfer.name(), Arrival.OWNER)).isSameAs(transfer);
    await("its being forgotten")
        .until(
            () -> {
              pass(Duration.ofSeconds(1));
              return arrival.transfers.known() == 0;
            });
    assertGone(transfer.name(), Arrival.OWNER);
  }

  @Test
  void ifTheApplicationCouldNotBeCalledItIsCompleteAsBefore() throws IOException {
    takeAll();
    assertThat(transfer.handOver()).isTrue();
    var first = transfer.answer();
    Control busy = new Control.Error(ErrorCode.OVERLOADED, "busy", null);
    transfer.handedOver(busy);
    assertThat(first).isCompletedWithValue(busy);
    assertThat(transfer.answer().toCompletableFuture()).isNotDone();
    assertThat(transfer.handOver()).isTrue();
    byte[] seen = transfer.use(TransferTest::read);
    assertThat(seen).isEqualTo(CONTENT);
  }

  @Test
  void theApplicationMayMoveTheFile() throws IOException {
    takeAll();
    assertThat(transfer.handOver()).isTrue();
    Path kept = temporary.resolve("kept");
    Path moved = transfer.use(file -> move(file, kept));
    transfer.handedOver(TOLD);
    assertThat(moved).hasBinaryContent(CONTENT);
    assertThat(arrival.transfers.holdings().kept()).isZero();
  }

  private static Path move(Path from, Path to) {
    try {
      return Files.move(from, to);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void whatACodeThatTakesTooLongStillReadsIsNotDeletedUnderIt() throws IOException {
    takeAll();
    assertThat(transfer.handOver()).isTrue();
    boolean wasThere =
        transfer.use(
            file -> {
              transfer.handedOver(new Control.Error(ErrorCode.INTERNAL, "too long", null));
              transfer.discard();
              return Files.exists(file);
            });
    assertThat(wasThere).isTrue();
    assertThat(arrival.files()).isEmpty();
  }

  @Test
  void aFileThatCannotBeWrittenIsTheCallersToTell() throws IOException {
    take(0);
    Files.delete(arrival.files().get(0));
    assertThatThrownBy(() -> take(1)).isInstanceOf(NoSuchFileException.class);
    transfer.end(new Control.Error(ErrorCode.INTERNAL, "failed", null));
    awaitNoFiles();
  }

  @Test
  void aFileThatCannotBeDeletedIsTriedAgain() throws IOException {
    take(0);
    Path file = arrival.files().get(0);
    Files.delete(file);
    Files.createDirectory(file);
    Path inside = Files.createFile(file.resolve("in the way"));
    try (LogRecorder logged = LogRecorder.of(Transfers.class)) {
      transfer.take(7, ByteBuffer.allocate(0));
      assertThat(logged.messages()).singleElement().asString().contains("could not be deleted");
    }
    assertThat(arrival.transfers.holdings().kept()).isEqualTo(1);
    Files.delete(inside);
    awaitNoFiles();
  }

  @Test
  void anEmptyOneHasOneChunkWithoutBytes() throws IOException {
    Transfer empty = arrival.transfers.begin(Arrival.order(Arrival.OWNER));
    empty.take(0, ByteBuffer.allocate(0));
    assertThat(empty.handOver()).isTrue();
    byte[] seen = empty.use(TransferTest::read);
    assertThat(seen).isEmpty();
  }

  @Test
  void allFilesAreDeletedWithTheApplication() throws IOException {
    take(0);
    assertThat(stats().transfers()).isEqualTo(1);
    assertThat(stats().transferBytes()).isEqualTo(CONTENT.length);
    arrival.transfers.close();
    assertThat(arrival.folder()).doesNotExist();
    assertThat(error().code()).isEqualTo(ErrorCode.GONE.code());
    assertThat(stats().transfers()).isZero();
    assertThatThrownBy(() -> arrival.transfers.begin(transfer.order()))
        .hasMessage("the application is shutting down");
  }

  @Test
  void leftoversAreDeletedAtTheStart() throws IOException {
    take(0);
    assertThat(arrival.files()).hasSize(1);
    TransferFolder unused = TransferFolder.in(temporary);
    assertThat(arrival.folder()).doesNotExist();
  }

  @Test
  void oneThatIsTooLargeIsRefusedAndCounted() {
    Order large =
        new Order(
            "u:ben",
            0,
            transfer.order().to(),
            "t",
            transfer.order().data(),
            (64L << 20) + 1,
            transfer.order().sha256());
    assertThatThrownBy(() -> arrival.transfers.begin(large))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.TOO_LARGE))
        .hasMessageContaining("realtime.transfers.max-size");
    assertThat(stats().limited()).containsEntry("realtime.transfers.max-size", 1L);
  }

  /** Answers of applications may be long. */
  @Test
  void whatIsRememberedIsBounded() throws IOException {
    Remembered remembered = new Remembered();
    takeAll();
    remembered.add(transfer, 1);
    for (int i = 0; i < 15; i++) {
      remembered.add(arrival.transfers.begin(Arrival.order("u:" + i)), 1 << 20);
    }
    assertThat(transfer.isForgotten()).isFalse();
    remembered.add(arrival.transfers.begin(Arrival.order("u:15")), 1 << 20);
    assertThat(transfer.isForgotten()).isTrue();
    assertThat(remembered.size()).isEqualTo(16);
  }

  /** The chunks' own bytes are the caller's. */
  @Test
  void aLargeOneIsNeverWholeOnTheHeap() throws IOException {
    try (Arrival large = new Arrival(temporary.resolve("large"), Map.of())) {
      int length = 48_128;
      int chunks = 1_000;
      byte[] chunk = new byte[length];
      Order order = order(large, chunk, chunks);
      Transfer one = large.transfers.begin(order);
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      long before = threads.getCurrentThreadAllocatedBytes();
      for (int i = 0; i < chunks; i++) {
        one.take(i, ByteBuffer.wrap(chunk));
      }
      long allocated = threads.getCurrentThreadAllocatedBytes() - before;
      assertThat(one.handOver()).isTrue();
      assertThat(allocated).isLessThan(order.size() / 4);
    }
  }

  private static Order order(Arrival large, byte[] chunk, int chunks) {
    new Random(1).nextBytes(chunk);
    byte[] whole = new byte[chunk.length * chunks];
    for (int i = 0; i < chunks; i++) {
      System.arraycopy(chunk, 0, whole, i * chunk.length, chunk.length);
    }
    assertThat(large.files()).isEmpty();
    return Arrival.order(Arrival.OWNER, whole);
  }
}
