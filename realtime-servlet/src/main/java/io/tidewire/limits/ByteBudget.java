package io.tidewire.limits;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds the bytes that many hold together. Thread-safe. */
public final class ByteBudget {

  private final long most;
  private final AtomicLong used = new AtomicLong();

  /**
   * Creates a budget of which nothing is used.
   *
   * @param most how many bytes may be held
   */
  public ByteBudget(long most) {
    this.most = most;
  }

  /**
   * Takes bytes, also if that is too many: then the caller gives them back.
   *
   * @param bytes how many
   * @return false if it is too many
   */
  public boolean take(long bytes) {
    return used.addAndGet(bytes) <= most;
  }

  /**
   * Gives bytes back.
   *
   * @param bytes how many
   */
  public void give(long bytes) {
    used.addAndGet(-bytes);
  }

  /** {@return how many bytes are held} */
  public long used() {
    return used.get();
  }

  /** {@return how many bytes may be held} */
  public long most() {
    return most;
  }
}
