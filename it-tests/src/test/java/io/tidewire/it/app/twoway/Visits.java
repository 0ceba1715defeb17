package io.tidewire.it.app.twoway;

import io.tidewire.Connected;
import io.tidewire.Disconnected;
import io.tidewire.Subscribed;
import io.tidewire.Unsubscribed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Remembers what became of each connection. */
@ApplicationScoped
public class Visits {

  private final Map<String, List<String>> byConnection = new ConcurrentHashMap<>();

  void connected(@Observes Connected event) {
    add(event.connection(), "connected by " + event.transport());
  }

  void subscribed(@Observes Subscribed event) {
    add(event.connection(), "subscribed " + event.pattern());
  }

  void unsubscribed(@Observes Unsubscribed event) {
    add(event.connection(), "unsubscribed " + event.pattern());
  }

  void disconnected(@Observes Disconnected event) {
    add(event.connection(), "disconnected");
  }

  private void add(String connection, String what) {
    byConnection.computeIfAbsent(connection, none -> new CopyOnWriteArrayList<>()).add(what);
  }

  List<String> of(String connection) {
    return byConnection.getOrDefault(connection, List.of());
  }
}
