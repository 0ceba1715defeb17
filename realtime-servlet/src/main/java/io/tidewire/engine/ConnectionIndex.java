package io.tidewire.engine;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Finds the connections of a hub on this node by user, session and client, from the time when their
 * loops have registered them. Thread-safe; never calls out.
 *
 * <h2>Entries</h2>
 *
 * By what a connection is found is noted in its {@link Entry}, so that leaving can be repeated
 * after an error and takes back all of it. An entry is its loop's, but for the id of its session,
 * which may change at any time: while that is changed the connection is found by both, so that an
 * end of the session does not miss it.
 */
final class ConnectionIndex {

  private final Groups clientsOfUsers = new Groups();
  private final Groups clientsOfSessions = new Groups();
  private final Groups clientsByKey = new Groups();

  /** Remembers by what a connection is found. Equal only to itself. */
  static final class Entry {

    private final Client client;
    private @Nullable String user;
    private @Nullable String key;

    // Guarded by this: a session may be renamed while its connection ends.
    private @Nullable String session;
    private boolean isRegistered;

    Entry(Client client, Identity identity) {
      this.client = client;
      this.user = identity.user();
      this.key = identity.clientKey();
      this.session = identity.session();
    }
  }

  /** Keeps clients by a name. */
  private static final class Groups {

    private final ConcurrentHashMap<String, Set<Client>> groups = new ConcurrentHashMap<>();

    void add(@Nullable String name, Client client) {
      if (name != null) {
        groups.compute(
            name,
            (key, known) -> {
              Set<Client> group = known == null ? new HashSet<>(2) : known;
              group.add(client);
              return group;
            });
      }
    }

    void remove(@Nullable String name, Client client) {
      if (name != null) {
        groups.computeIfPresent(
            name, (key, group) -> group.remove(client) && group.isEmpty() ? null : group);
      }
    }

    /**
     * Adds a client before it is removed, so that it is found all the time; returns the new name.
     */
    @Nullable String move(Client client, @Nullable String from, @Nullable String to) {
      if (!Objects.equals(from, to)) {
        add(to, client);
        remove(from, client);
      }
      return to;
    }

    List<Client> of(String name) {
      List<Client> found = new ArrayList<>(1);
      groups.computeIfPresent(
          name,
          (key, group) -> {
            found.addAll(group);
            return group;
          });
      return found;
    }
  }

  /** Registers a connection, so that it is found from now on. */
  void add(Entry entry) {
    synchronized (entry) {
      // First, so that a removal takes back what an error has interrupted.
      entry.isRegistered = true;
      clientsOfUsers.add(entry.user, entry.client);
      clientsByKey.add(entry.key, entry.client);
      clientsOfSessions.add(entry.session, entry.client);
    }
  }

  /** Finds the connections of a session by its new id as well, and then by that only. */
  void renameSession(String before, String after) {
    for (Client client : clientsOfSessions.of(before)) {
      renameSession(client.connection().entry, before, after);
    }
  }

  /** Does that for one connection, unless it is found by another id already, or has left. */
  void renameSession(Entry entry, String before, String after) {
    synchronized (entry) {
      if (entry.isRegistered && before.equals(entry.session)) {
        entry.session = clientsOfSessions.move(entry.client, before, after);
      }
    }
  }

  /**
   * Finds a connection by whom it belongs to now: its user, who has signed in, or the same with a
   * right of another origin than a session.
   */
  void identify(Entry entry, Identity now) {
    synchronized (entry) {
      if (entry.isRegistered) {
        entry.user = clientsOfUsers.move(entry.client, entry.user, now.user());
        entry.key = clientsByKey.move(entry.client, entry.key, now.clientKey());
        entry.session = clientsOfSessions.move(entry.client, entry.session, now.session());
      }
    }
  }

  /** Finds a connection no more. Can be repeated. */
  void remove(Entry entry) {
    synchronized (entry) {
      if (entry.isRegistered) {
        clientsOfUsers.remove(entry.user, entry.client);
        clientsByKey.remove(entry.key, entry.client);
        clientsOfSessions.remove(entry.session, entry.client);
        entry.isRegistered = false;
      }
    }
  }

  List<Client> ofUser(String user) {
    return clientsOfUsers.of(user);
  }

  List<Client> ofSession(String id) {
    return clientsOfSessions.of(id);
  }

  /** {@return whether a session has connections; for each request, so it takes no lock} */
  boolean hasSession(String id) {
    return clientsOfSessions.groups.containsKey(id);
  }

  List<Client> ofClient(String clientKey) {
    return clientsByKey.of(clientKey);
  }
}
