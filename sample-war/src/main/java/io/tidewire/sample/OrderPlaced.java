package io.tidewire.sample;

import io.tidewire.cdi.PushEvent;
import java.time.Instant;

/**
 * Somebody ordered something. Fired as an ordinary CDI event; the annotation alone brings it to the
 * browsers.
 *
 * @param number counts the orders of the region: 1, 2, 3 and so on
 * @param id names the order
 * @param region where it was ordered
 * @param item what was ordered
 * @param quantity how many, 1 to 1000
 * @param placedAt when
 */
@PushEvent(topic = "orders/{region}", type = "order-placed")
public record OrderPlaced(
    long number, String id, String region, String item, int quantity, Instant placedAt) {}
