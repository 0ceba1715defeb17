package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Hub;
import io.tidewire.HubUser;
import io.tidewire.Position;
import io.tidewire.Topic;
import java.util.concurrent.CompletionStage;

/** Shows a user of a hub. */
record UserView(Hub hub, Directory directory, String name, Topic topic) implements HubUser {

  /** Makes the topic once, without parsing a template. */
  static HubUser of(Hub hub, Directory directory, String name) {
    return new UserView(hub, directory, name, Topic.of("$user/" + Topic.escape(name)));
  }

  @Override
  public CompletionStage<Position> publish(String type, Object payload) {
    return hub.publish(topic, type, payload);
  }

  @Override
  public CompletionStage<Void> recheck() {
    return directory.checkUser(name);
  }

  @Override
  public CompletionStage<Void> disconnect(CloseReason reason) {
    return directory.endUser(name, reason);
  }
}
