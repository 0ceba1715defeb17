package io.tidewire.upgrade;

import io.tidewire.Subscriber;
import io.tidewire.engine.MessageLimit;
import io.tidewire.web.Refusal;
import io.tidewire.web.WebApplication;
import io.tidewire.websocket.Sessions;
import org.jspecify.annotations.Nullable;

/**
 * What a handshake passes on to the WebSocket that it opens.
 *
 * @param application where it is opened
 * @param sessions the application's WebSockets
 * @param subscriber who opens it
 * @param limit what its client takes in one message
 * @param refusal why it is opened only to be closed, if it is
 */
record Opening(
    WebApplication application,
    Sessions sessions,
    Subscriber subscriber,
    MessageLimit limit,
    @Nullable Refusal refusal) {

  static Opening granted(
      WebApplication application, Sessions sessions, Subscriber subscriber, MessageLimit limit) {
    return new Opening(application, sessions, subscriber, limit, null);
  }

  static Opening refused(WebApplication application, Sessions sessions, Refusal refusal) {
    return new Opening(
        application, sessions, Subscriber.anonymous(), MessageLimit.DEFAULT, refusal);
  }
}
