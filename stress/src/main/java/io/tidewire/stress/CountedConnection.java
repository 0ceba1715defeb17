package io.tidewire.stress;

import io.tidewire.CloseReason;
import io.tidewire.Subscriber;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Identity;
import io.tidewire.engine.Outcome;
import io.tidewire.engine.Permissions;
import io.tidewire.wire.Control;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Counts how often it is told that its socket takes more, or has ended, and ignores all else. */
public final class CountedConnection implements ClientConnection {

  private final AtomicInteger writable = new AtomicInteger();
  private final AtomicInteger ended = new AtomicInteger();

  /** Creates a connection that has been told nothing. */
  public CountedConnection() {}

  /** {@return how often it was told that its socket takes more} */
  public int timesWritable() {
    return writable.get();
  }

  @Override
  public void writable() {
    writable.incrementAndGet();
  }

  /** {@return how often it was told that its transport has ended} */
  public int timesEnded() {
    return ended.get();
  }

  @Override
  public void transportEnded() {
    ended.incrementAndGet();
  }

  @Override
  public String id() {
    return "id";
  }

  @Override
  public Permissions permissions() {
    return Permissions.unquestioned(Identity.of(Subscriber.anonymous()));
  }

  @Override
  public String transport() {
    return "stress";
  }

  @Override
  public void request(@Nullable String id, int bytes, Supplier<CompletionStage<Outcome>> begin) {}

  @Override
  public void message(@Nullable String id, int bytes, Supplier<CompletionStage<Outcome>> begin) {}

  @Override
  public void probe() {}

  @Override
  public void heard() {}

  @Override
  public void pinged() {}

  @Override
  public boolean receiving(int bytes) {
    return true;
  }

  @Override
  public void end(CloseReason reason) {}

  @Override
  public void end(CloseReason reason, Control lastWord) {}

  @Override
  public void finish(CloseReason reason, long atMostMillis) {}

  @Override
  public boolean isEnding() {
    return false;
  }

  @Override
  public void later(Runnable action) {}
}
