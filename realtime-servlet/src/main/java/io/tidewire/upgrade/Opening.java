package io.tidewire.upgrade;

import io.tidewire.Subscriber;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.WebApplication;
import io.tidewire.websocket.Sessions;
import io.tidewire.wire.MessageLimit;
import org.jspecify.annotations.Nullable;

/**
 * Passes what a handshake decided to the WebSocket that it opens.
 *
 * @param application the application
 * @param sessions the application's WebSockets
 * @param rights what the client may subscribe to; null if refused
 * @param limit what the client takes in one message
 * @param refusal why the WebSocket is opened only to be closed; null if it is not
 */
record Opening(
    WebApplication application,
    Sessions sessions,
    @Nullable Rights rights,
    MessageLimit limit,
    @Nullable Refusal refusal) {

  static Opening granted(
      WebApplication application, Sessions sessions, Rights rights, MessageLimit limit) {
    return new Opening(application, sessions, rights, limit, null);
  }

  static Opening refused(WebApplication application, Sessions sessions, Refusal refusal) {
    return new Opening(application, sessions, null, MessageLimit.DEFAULT, refusal);
  }

  /** {@return who opens the WebSocket, anonymous if refused} */
  Subscriber subscriber() {
    return rights == null ? Subscriber.anonymous() : rights.subscriber();
  }
}
