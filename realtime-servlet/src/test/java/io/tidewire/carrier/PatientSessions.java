package io.tidewire.carrier;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;

/** Makes sessions that wait, in effect for ever, for clients and for the container. */
public final class PatientSessions {

  private static final Duration FOREVER = Duration.ofMinutes(10);

  private PatientSessions() {}

  /** Sessions that end their sockets only when they are closed themselves. */
  public static Sessions create(ThreadFactory threads) {
    return new Sessions(threads, FOREVER, FOREVER);
  }
}
