package io.tidewire.transfer;

import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Receives what a client sends in chunks, has it handled once, and remembers the answer.
 *
 * <h2>States</h2>
 *
 * <p>It is receiving until all chunks are there and their hash is that which was announced. Then it
 * is complete until somebody hands it over to the application. If that could not be called, it is
 * complete again; else it is over, as it is after a fault of the client's or of the disk, and after
 * the timeout. What is over has an answer, which each further request about it gets.
 *
 * <h2>Who touches the file</h2>
 *
 * <p>One thread at a time, which has made it {@code busy} under the lock and works without the
 * lock. Whoever finds it busy does nothing: chunks by two roads at once are sent again by one of
 * them. Once it is over and nobody is busy, the file is deleted, by whoever was, or by the sweep.
 */
public final class Transfer {

  private enum State {
    RECEIVING,
    COMPLETE,
    HANDED_OVER,
    OVER
  }

  // Set at construction.
  private final String name;
  private final Order order;
  private final Chunks chunks;
  private final TransferFile file;
  private final Transfers all;

  // Guarded by this.
  private State state = State.RECEIVING;
  private CompletableFuture<Control> answer = new CompletableFuture<>();
  private @Nullable String request;
  private long next;
  private long changedMillis;
  private boolean busy;
  private boolean used;
  private boolean discarded;
  private boolean forgotten;

  Transfer(String name, Order order, Chunks chunks, TransferFile file, Transfers all) {
    this.name = name;
    this.order = order;
    this.chunks = chunks;
    this.file = file;
    this.all = all;
    this.changedMillis = all.millis();
  }

  String name() {
    return name;
  }

  /** {@return what the client wanted to transfer} */
  public Order order() {
    return order;
  }

  /**
   * Tells where it goes on.
   *
   * @param id the client's own id for its request, which the answer will have
   * @return the frame that says so
   */
  public synchronized Control place(String id) {
    request = id;
    return new Control.Transfer(id, name, chunks.length(), next);
  }

  /**
   * {@return the frame that answers a chunk while others are to come}
   *
   * @param id the client's own id for the chunk, or null
   */
  public synchronized Control progress(@Nullable String id) {
    return new Control.Chunk(id, name, next);
  }

  /** {@return the id of the client's last request to begin it or to go on with it} */
  public synchronized @Nullable String request() {
    return request;
  }

  /** {@return whether chunks are still to come} */
  public synchronized boolean isReceiving() {
    return state == State.RECEIVING;
  }

  /**
   * Takes a chunk if it is the next one; ends the transfer if it does not fit, or is the last and
   * the hash is another. May block.
   *
   * @param index the number of the chunk, 0 or more
   * @param bytes the chunk, which is left as it is
   * @throws IOException if it could not be written; the caller ends the transfer
   */
  public void take(long index, ByteBuffer bytes) throws IOException {
    switch (judge(index, bytes.remaining())) {
      case NEXT -> write(index, bytes);
      case MISFIT -> {
        end(
            bad(
                "no chunk %d of %d bytes belongs to a transfer of %d bytes in chunks of %d"
                    .formatted(index, bytes.remaining(), order.size(), chunks.length())));
        discard();
      }
      case REPEATED, EARLY -> {}
    }
  }

  private synchronized Chunks.Verdict judge(long index, int bytes) {
    if (state != State.RECEIVING || busy) {
      return Chunks.Verdict.REPEATED;
    }
    Chunks.Verdict verdict = chunks.judge(next, index, bytes);
    busy = verdict == Chunks.Verdict.NEXT;
    return verdict;
  }

  private void write(long index, ByteBuffer bytes) throws IOException {
    boolean written = false;
    try {
      file.write(chunks.offsetOf(index), bytes);
      written = true;
    } finally {
      release(written, index);
    }
  }

  private void release(boolean written, long index) {
    boolean isLast = index + 1 == chunks.count();
    boolean isIntact = written && (!isLast || file.hash().equals(order.sha256()));
    boolean isComplete = false;
    synchronized (this) {
      busy = false;
      if (isIntact && state == State.RECEIVING) {
        next = index + 1;
        changedMillis = all.millis();
        isComplete = isLast;
        state = isLast ? State.COMPLETE : state;
      }
    }
    if (isComplete) {
      all.completed();
    }
    if (written && !isIntact) {
      end(bad("what has arrived has another SHA-256 than the one announced"));
    }
    if (isOver()) {
      discard();
    }
  }

  private Control bad(String message) {
    all.refused(ErrorCode.BAD_REQUEST, message);
    return new Control.Error(ErrorCode.BAD_REQUEST, message, null);
  }

  private synchronized boolean isOver() {
    return state == State.OVER;
  }

  /**
   * Begins to hand it over, if it is complete. The caller ends it or retracts that.
   *
   * @return true to one caller
   */
  public synchronized boolean handOver() {
    boolean isComplete = state == State.COMPLETE;
    if (isComplete) {
      state = State.HANDED_OVER;
    }
    return isComplete;
  }

  /**
   * Lets the application use the file, which is deleted when it has. May block.
   *
   * @param <T> what the application answers
   * @param code calls the application with the file, which is valid until the call returns
   * @return what the code returns
   * @throws IllegalStateException if the transfer is over
   */
  public <T> T use(Function<Path, T> code) {
    synchronized (this) {
      if (state != State.HANDED_OVER || busy) {
        throw new IllegalStateException("the transfer is over");
      }
      busy = true;
      used = true;
    }
    try {
      return code.apply(file.path());
    } finally {
      synchronized (this) {
        busy = false;
      }
      discard();
    }
  }

  /**
   * Notes how handing it over went: it is over, or complete as before if the application could not
   * be called.
   *
   * @param told the answer, with any id
   */
  public void handedOver(Control told) {
    CompletableFuture<Control> waiting;
    synchronized (this) {
      if (state != State.HANDED_OVER) {
        return;
      }
      if (!used) {
        waiting = answer;
        answer = new CompletableFuture<>();
        state = State.COMPLETE;
        changedMillis = all.millis();
      } else {
        waiting = over();
      }
    }
    tell(waiting, told);
  }

  /**
   * Ends it, unless it is over.
   *
   * @param told the answer, with any id
   */
  public void end(Control told) {
    CompletableFuture<Control> waiting;
    synchronized (this) {
      if (state == State.OVER) {
        return;
      }
      waiting = over();
    }
    tell(waiting, told);
  }

  /** Called with the lock held. */
  private CompletableFuture<Control> over() {
    state = State.OVER;
    changedMillis = all.millis();
    return answer;
  }

  private void tell(CompletableFuture<Control> waiting, Control told) {
    if (isOver()) {
      all.remember(this, told.weight());
    }
    waiting.complete(told);
  }

  /** {@return gives the answer, with any id; never fails} */
  public synchronized CompletionStage<Control> answer() {
    return answer;
  }

  /** Ends it if nothing has come for a time. */
  void expire(long nowMillis, long timeoutMillis) {
    synchronized (this) {
      boolean waits = state == State.RECEIVING || state == State.COMPLETE;
      if (!waits || busy || nowMillis - changedMillis < timeoutMillis) {
        return;
      }
      forgotten = true;
    }
    end(Transfers.gone());
  }

  synchronized void forget() {
    forgotten = true;
  }

  synchronized boolean isForgotten() {
    return forgotten;
  }

  /** {@return when it was over, if it is} */
  synchronized long changedMillis() {
    return changedMillis;
  }

  synchronized boolean isToBeDiscarded() {
    return state == State.OVER && !discarded && !busy;
  }

  synchronized boolean isDiscarded() {
    return discarded;
  }

  /** Deletes the file, and gives its room back. If that fails, the next sweep tries it again. */
  void discard() {
    synchronized (this) {
      if (discarded || busy) {
        return;
      }
      busy = true;
    }
    boolean deleted = false;
    try {
      file.delete();
      deleted = true;
    } catch (IOException e) {
      all.failed("the file of a transfer could not be deleted", e);
    } finally {
      synchronized (this) {
        busy = false;
        discarded = deleted;
      }
    }
    if (deleted) {
      all.discarded(order);
    }
  }
}
