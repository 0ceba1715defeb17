package io.tidewire.it.app.cdi;

import io.tidewire.cdi.PushEvent;

/** Pushed because of its class. */
@PushEvent(topic = "open/shipped/{region}", type = "shipped")
public record Shipped(String region, int n) {}
