package io.tidewire.cdi.war;

import io.tidewire.cdi.PushEvent;

/** An event in a jar of its own. */
@PushEvent(topic = "orders/{region}")
public record OrderShipped(String region) {}
