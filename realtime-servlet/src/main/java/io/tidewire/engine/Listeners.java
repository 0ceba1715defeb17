package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import java.util.ArrayList;
import java.util.List;

/**
 * Calls the connection listeners of a hub, and of one web application; what one of them throws
 * keeps nobody from anything. Allocates nothing itself, so that no call is left out for a lack of
 * memory.
 */
final class Listeners implements ConnectionListener {

  private final ConnectionListener[] all;
  private final Faults faults;

  Listeners(List<ConnectionListener> all, Faults faults) {
    this.all = all.toArray(ConnectionListener[]::new);
    this.faults = faults;
  }

  /** {@return these and one more, which is told last} */
  Listeners and(ConnectionListener further) {
    List<ConnectionListener> more = new ArrayList<>(List.of(all));
    more.add(further);
    return new Listeners(more, faults);
  }

  @Override
  public void opened(ClientConnection connection) {
    for (ConnectionListener listener : all) {
      try {
        listener.opened(connection);
      } catch (Throwable e) {
        failed(listener, e);
      }
    }
  }

  @Override
  public void identified(ClientConnection connection, Subscriber before) {
    for (ConnectionListener listener : all) {
      try {
        listener.identified(connection, before);
      } catch (Throwable e) {
        failed(listener, e);
      }
    }
  }

  @Override
  public void subscribed(ClientConnection connection, TopicPattern pattern) {
    for (ConnectionListener listener : all) {
      try {
        listener.subscribed(connection, pattern);
      } catch (Throwable e) {
        failed(listener, e);
      }
    }
  }

  @Override
  public void unsubscribed(ClientConnection connection, TopicPattern pattern) {
    for (ConnectionListener listener : all) {
      try {
        listener.unsubscribed(connection, pattern);
      } catch (Throwable e) {
        failed(listener, e);
      }
    }
  }

  @Override
  public void closed(ClientConnection connection, CloseReason reason) {
    for (ConnectionListener listener : all) {
      try {
        listener.closed(connection, reason);
      } catch (Throwable e) {
        failed(listener, e);
      }
    }
  }

  private void failed(ConnectionListener listener, Throwable e) {
    faults.say("a connection listener failed: ", listener, e);
  }
}
