package io.tidewire.websocket;

import io.tidewire.Subscriber;
import io.tidewire.web.Refusal;
import org.jspecify.annotations.Nullable;

/** What the handshake found out: who comes in, or why not. */
record Admission(Subscriber subscriber, @Nullable Refusal refusal) {

  static Admission granted(Subscriber subscriber) {
    return new Admission(subscriber, null);
  }

  static Admission refused(Refusal refusal) {
    return new Admission(Subscriber.anonymous(), refusal);
  }
}
