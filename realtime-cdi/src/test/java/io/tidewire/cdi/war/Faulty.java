package io.tidewire.cdi.war;

import io.tidewire.cdi.PushEvent;

/** An event that lacks what its topic names. */
@PushEvent(topic = "orders/{region}")
public record Faulty(String city) {}
