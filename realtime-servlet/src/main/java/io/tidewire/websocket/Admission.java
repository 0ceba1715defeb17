package io.tidewire.websocket;

import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.wire.MessageLimit;
import org.jspecify.annotations.Nullable;

/**
 * Holds what the handshake decided: who may connect, or why not.
 *
 * @param rights what the client may subscribe to; null if refused
 * @param limit what the client takes in one message
 */
record Admission(@Nullable Rights rights, MessageLimit limit, @Nullable Refusal refusal) {

  static Admission granted(Rights rights, MessageLimit limit) {
    return new Admission(rights, limit, null);
  }

  static Admission refused(Refusal refusal) {
    return new Admission(null, MessageLimit.DEFAULT, refusal);
  }
}
