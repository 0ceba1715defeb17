package io.tidewire.sample;

import io.tidewire.Subscriber;
import io.tidewire.cdi.AllowPublish;
import io.tidewire.cdi.AllowSubscribe;
import io.tidewire.spi.PublishRequest;
import jakarta.enterprise.context.ApplicationScoped;

/** Who may read and write in chat rooms: whoever has signed in, and nothing but lines. */
@ApplicationScoped
class ChatRules {

  @AllowSubscribe("rooms/{room}")
  boolean mayRead(Subscriber who, String room) {
    return who.user().isPresent();
  }

  /** The operator reads along in all rooms. */
  @AllowSubscribe(value = "rooms/*", roles = Operator.ROLE)
  void mayReadAll() {}

  /** What a line says, no rule sees: a page must treat it as foreign text. */
  @AllowPublish("rooms/{room}")
  boolean mayWrite(Subscriber who, String room, PublishRequest what) {
    return who.user().isPresent() && what.type().equals("line");
  }
}
