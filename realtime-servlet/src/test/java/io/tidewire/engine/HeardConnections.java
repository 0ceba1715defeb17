package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.TopicPattern;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Remembers what a listener hears of connections, and what of that is against its contract. */
public final class HeardConnections implements ConnectionListener {

  private final List<String> heard = new ArrayList<>();
  private final List<String> wrong = new ArrayList<>();
  private final IdentityHashMap<ClientConnection, Set<TopicPattern>> open = new IdentityHashMap<>();
  private final IdentityHashMap<ClientConnection, CloseReason> ended = new IdentityHashMap<>();
  private @Nullable Error failure;

  /** From now on, each call ends with this, once it is remembered. */
  synchronized void failWith(Error next) {
    failure = next;
  }

  @Override
  public synchronized void opened(ClientConnection connection) {
    check(!open.containsKey(connection) && !ended.containsKey(connection), "opened");
    open.put(connection, new HashSet<>());
    end();
  }

  @Override
  public synchronized void subscribed(ClientConnection connection, TopicPattern pattern) {
    Set<TopicPattern> patterns = open.get(connection);
    check(patterns != null && patterns.add(pattern), "subscribed " + pattern);
    end();
  }

  @Override
  public synchronized void unsubscribed(ClientConnection connection, TopicPattern pattern) {
    Set<TopicPattern> patterns = open.get(connection);
    check(patterns != null && patterns.remove(pattern), "unsubscribed " + pattern);
    end();
  }

  @Override
  public synchronized void closed(ClientConnection connection, CloseReason reason) {
    check(open.remove(connection) != null, "closed " + reason);
    ended.put(connection, reason);
    end();
  }

  private void check(boolean isLawful, String news) {
    heard.add(news);
    if (!isLawful) {
      wrong.add(news);
    }
  }

  private void end() {
    if (failure != null) {
      throw failure;
    }
  }

  /** All that was heard, in its order. */
  public synchronized List<String> news() {
    return List.copyOf(heard);
  }

  /** What was heard against the contract. */
  public synchronized List<String> wrong() {
    return List.copyOf(wrong);
  }

  /** How many connections have been opened and have not ended. */
  public synchronized int open() {
    return open.size();
  }

  /** Why connections have ended. */
  synchronized List<CloseReason> ends() {
    return List.copyOf(ended.values());
  }

  /** What a connection that is open is subscribed to. */
  synchronized Set<TopicPattern> patterns(ClientConnection connection) {
    return Set.copyOf(open.getOrDefault(connection, Set.of()));
  }
}
