package io.tidewire.limits;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Bounds the bytes that many hold together, of which one address leaves a tenth to others.
 * Thread-safe; keeps nothing of addresses that hold nothing.
 */
public final class ByteShares {

  private static final int TENTH = 10;

  private final ByteBudget all;
  private final long share;
  private final Map<Long, Long> held = new ConcurrentHashMap<>();

  /**
   * Creates shares of which nothing is used.
   *
   * @param most how many bytes all may hold together
   */
  public ByteShares(long most) {
    this.all = new ByteBudget(most);
    this.share = most - most / TENTH;
  }

  /** Tells what has become of a wish for bytes. */
  public enum Taken {
    /** They are taken. */
    YES,
    /** All hold too much together. */
    ALL_HOLD_TOO_MUCH,
    /** The address holds too much. */
    ADDRESS_HOLDS_TOO_MUCH
  }

  /**
   * Takes bytes, unless that would be too many: then nothing is taken.
   *
   * @param address for whom, see {@link AddressKey}; one that is not known has no share
   * @param bytes how many
   * @return whether they were taken
   */
  public Taken take(long address, long bytes) {
    Taken taken = takeAnyway(address, bytes);
    if (taken != Taken.YES) {
      give(address, bytes);
    }
    return taken;
  }

  /**
   * Takes bytes, also if that is too many: then the caller gives them back.
   *
   * @param address as above
   * @param bytes how many
   * @return whether they may be kept
   */
  public Taken takeAnyway(long address, long bytes) {
    boolean isShared =
        address == AddressKey.UNKNOWN || held.merge(address, bytes, Long::sum) <= share;
    if (!all.take(bytes)) {
      return Taken.ALL_HOLD_TOO_MUCH;
    }
    return isShared ? Taken.YES : Taken.ADDRESS_HOLDS_TOO_MUCH;
  }

  /**
   * Gives bytes back.
   *
   * @param address for whom they were taken
   * @param bytes how many
   */
  public void give(long address, long bytes) {
    all.give(bytes);
    if (address != AddressKey.UNKNOWN) {
      held.computeIfPresent(
          address, (key, before) -> before == bytes ? null : Long.valueOf(before - bytes));
    }
  }

  /** {@return how many bytes all may hold together} */
  public long most() {
    return all.most();
  }

  /** {@return how many bytes all hold together} */
  public long used() {
    return all.used();
  }

  /** {@return of how many addresses something is kept} */
  public int addresses() {
    return held.size();
  }
}
