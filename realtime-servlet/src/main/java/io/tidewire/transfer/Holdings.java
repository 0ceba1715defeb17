package io.tidewire.transfer;

import io.tidewire.limits.AddressKey;
import io.tidewire.limits.Bound;
import io.tidewire.limits.LimitSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Bounds what the transfers of one web application hold: in number for each owner, in bytes for
 * each address and for all. Thread-safe; keeps nothing of those who hold nothing.
 */
final class Holdings {

  /** The largest transfer fits in so often, whatever the setting says. */
  private static final int LARGEST_AT_LEAST = 2;

  /** Small ones count as a part of all bytes, since each takes some heap and a file as well. */
  static final int MOST_TRANSFERS = 10_000;

  private static final int TENTHS = 10;

  private final int mostPerOwner;
  private final long mostBytes;
  private final long leastBytes;

  // Guarded by this.
  private final Map<String, Integer> byOwner = new HashMap<>();
  private final Map<Long, Long> bytesByAddress = new HashMap<>();
  private long bytes;

  Holdings(LimitSettings.Transfers limits) {
    this.mostPerOwner = limits.perOwner();
    this.mostBytes = Math.max(limits.bytes(), LARGEST_AT_LEAST * limits.maxSize());
    this.leastBytes = Math.max(1, mostBytes / MOST_TRANSFERS);
  }

  private long weight(Order order) {
    return Math.max(order.size(), leastBytes);
  }

  /**
   * Takes room for a transfer.
   *
   * @return the limit that leaves none, or empty if it was taken, to be given back by {@link #give}
   */
  synchronized Optional<Bound> take(Order order) {
    if (byOwner.getOrDefault(order.owner(), 0) >= mostPerOwner) {
      return Optional.of(Bound.TRANSFERS_PER_OWNER);
    }
    if (bytes + weight(order) > mostBytes) {
      return Optional.of(Bound.TRANSFER_BYTES);
    }
    long ofAddress = bytesByAddress.getOrDefault(order.address(), 0L) + weight(order);
    boolean isShared = order.address() != AddressKey.UNKNOWN;
    if (isShared && ofAddress > mostBytes / TENTHS * (TENTHS - 1)) {
      return Optional.of(Bound.TRANSFER_BYTES_SHARE);
    }
    byOwner.merge(order.owner(), 1, Integer::sum);
    if (isShared) {
      bytesByAddress.put(order.address(), ofAddress);
    }
    bytes += weight(order);
    return Optional.empty();
  }

  /** Gives the room of a transfer back. */
  synchronized void give(Order order) {
    byOwner.computeIfPresent(order.owner(), (owner, count) -> count == 1 ? null : count - 1);
    bytesByAddress.computeIfPresent(
        order.address(), (address, held) -> held <= weight(order) ? null : held - weight(order));
    bytes -= weight(order);
  }

  /** {@return how many bytes count as held} */
  synchronized long bytes() {
    return bytes;
  }

  /** {@return of how many owners and addresses something is kept} */
  synchronized int kept() {
    return byOwner.size() + bytesByAddress.size();
  }
}
