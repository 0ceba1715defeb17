package io.tidewire.websocket;

import io.tidewire.Subscriber;
import io.tidewire.engine.MessageLimit;
import io.tidewire.web.Refusal;
import org.jspecify.annotations.Nullable;

/**
 * What the handshake found out: who comes in, or why not.
 *
 * @param limit what the client takes in one message
 */
record Admission(Subscriber subscriber, MessageLimit limit, @Nullable Refusal refusal) {

  static Admission granted(Subscriber subscriber, MessageLimit limit) {
    return new Admission(subscriber, limit, null);
  }

  static Admission refused(Refusal refusal) {
    return new Admission(Subscriber.anonymous(), MessageLimit.DEFAULT, refusal);
  }
}
