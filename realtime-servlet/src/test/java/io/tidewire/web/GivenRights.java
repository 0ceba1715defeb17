package io.tidewire.web;

import io.tidewire.Subscriber;
import io.tidewire.engine.Identity;
import java.util.concurrent.Executor;

/** Makes rights of a test's own, without a request. */
public final class GivenRights {

  private GivenRights() {}

  /** Makes the rights of a subscriber whose rules are asked as they are. */
  public static Rights of(Gate gate, Subscriber subscriber) {
    return of(gate, subscriber, Runnable::run);
  }

  /** Makes the rights of a subscriber whose rules are asked in a context. */
  public static Rights of(Gate gate, Subscriber subscriber, Executor securityContext) {
    return new Rights(gate, Identity.of(subscriber), "test", securityContext);
  }
}
