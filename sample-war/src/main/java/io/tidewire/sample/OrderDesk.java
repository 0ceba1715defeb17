package io.tidewire.sample;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** The business: takes orders, and says so by a CDI event. It knows nothing of browsers. */
@ApplicationScoped
class OrderDesk {

  private static final int MOST_REGIONS = 1000;

  private final Map<String, Region> regions = new ConcurrentHashMap<>();

  @Inject Event<OrderPlaced> placed;

  /**
   * Takes an order.
   *
   * @throws RefusedException if it would open one region too many
   */
  OrderPlaced place(NewOrder order) {
    Region region = regions.computeIfAbsent(order.region(), this::open);
    // Pushing keeps the order in which events are fired. Numbering and firing under one lock makes
    // that the order of the numbers too; without it, 8 could be fired before 7.
    region.lock.lock();
    try {
      OrderPlaced event = numbered(++region.orders, order);
      placed.fire(event);
      return event;
    } finally {
      region.lock.unlock();
    }
  }

  private Region open(String name) {
    if (regions.size() >= MOST_REGIONS) {
      throw RefusedException.badRequest("there are " + MOST_REGIONS + " regions already");
    }
    return new Region();
  }

  private static OrderPlaced numbered(long number, NewOrder order) {
    String id = UUID.randomUUID().toString();
    return new OrderPlaced(
        number, id, order.region(), order.item(), order.quantity(), Instant.now());
  }

  /** Counts one region's orders; the lock guards the count. */
  private static final class Region {

    private final ReentrantLock lock = new ReentrantLock();
    private long orders;
  }
}
