package io.tidewire.it.app.twoway;

import io.tidewire.cdi.AllowPublish;
import io.tidewire.cdi.AllowSubscribe;
import io.tidewire.spi.PublishRequest;
import jakarta.enterprise.context.ApplicationScoped;

/** Everybody may read the rooms, and say lines in all but one. */
@ApplicationScoped
public class RoomRules {

  @AllowSubscribe("rooms/{room}")
  boolean mayRead(String room) {
    return true;
  }

  @AllowPublish("rooms/{room}")
  boolean maySay(String room, PublishRequest what) {
    return what.type().equals("line") && !room.equals("closed");
  }
}
