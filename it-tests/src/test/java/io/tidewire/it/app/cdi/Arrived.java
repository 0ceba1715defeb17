package io.tidewire.it.app.cdi;

/** Pushed because of the injection point at which it is fired. */
public record Arrived(String region, int n) {}
