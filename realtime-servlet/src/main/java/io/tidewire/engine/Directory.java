package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.TopicPattern;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Finds this node's connections by whom they belong to, and ends them or has their rights checked
 * again. Reaches also those that are just being opened. For any thread; returns at once.
 */
public final class Directory {

  private final Shared shared;
  private final Loops loops;

  Directory(Shared shared, Loops loops) {
    this.shared = shared;
    this.loops = loops;
  }

  /**
   * Returns the number of the last sign-out or recheck.
   *
   * @return the stamp of identities that are found from now on
   */
  public long stamp() {
    return shared.supervision().stamp();
  }

  /**
   * Ends a user's connections.
   *
   * @param name the user's name
   * @param reason why
   * @return completes when their goodbyes are on their way
   */
  public CompletionStage<Void> endUser(String name, CloseReason reason) {
    shared.supervision().userLeft(name, reason);
    return end(shared.index().ofUser(name), reason);
  }

  /**
   * Ends the connections whose user came from a session.
   *
   * @param id the session's id
   * @param reason why
   * @return completes when their goodbyes are on their way
   */
  public CompletionStage<Void> endSession(String id, CloseReason reason) {
    shared.supervision().sessionEnded(id, reason);
    return end(shared.index().ofSession(id), reason);
  }

  /**
   * Ends the connections of all other users who came from a session.
   *
   * @param session the session's id
   * @param name who the container says is signed in there now
   * @return completes when their goodbyes are on their way
   */
  public CompletionStage<Void> userChanged(String session, String name) {
    shared.supervision().userChanged(session, name);
    List<Client> others =
        shared.index().ofSession(session).stream()
            .filter(client -> client.identity().isOfAnother(name))
            .toList();
    return end(others, CloseReason.OTHER_USER);
  }

  /**
   * Ends the connections of a client that leaves by itself. One that is just being opened stays: it
   * is another page's, or the client has come back.
   *
   * @param key what the client is known by, {@link Identity#clientKey}
   * @param reason why
   * @return completes when their goodbyes are on their way
   */
  public CompletionStage<Void> endClient(String key, CloseReason reason) {
    return end(shared.index().ofClient(key), reason);
  }

  /**
   * Finds the connections of a session under its new id from now on.
   *
   * @param before the old id
   * @param after the new one
   */
  public void sessionRenamed(String before, String after) {
    shared.supervision().sessionRenamed(before, after);
    shared.index().renameSession(before, after);
  }

  /**
   * Tells whether connections belong to a session. One look-up, for each request.
   *
   * @param id the session's id
   * @return whether there are any
   */
  public boolean hasSession(String id) {
    return shared.index().hasSession(id);
  }

  /**
   * Tells whether one of a session's connections is another user's.
   *
   * @param session the session's id
   * @param name who the container says is signed in there now
   * @return whether there is any
   */
  public boolean hasOtherUser(String session, String name) {
    return shared.index().ofSession(session).stream()
        .anyMatch(client -> client.identity().isOfAnother(name));
  }

  /**
   * Asks again about all subscriptions that share a topic with a pattern. One that is just being
   * made may be among them.
   */
  CompletionStage<Void> check(TopicPattern pattern) {
    shared.supervision().checkAll(pattern);
    return check(
        connection ->
            connection.delivery().subscriptions().touch(pattern)
                || !connection.requests().areAllServed());
  }

  /** Asks again about a user and all that the user is subscribed to. */
  CompletionStage<Void> checkUser(String name) {
    shared.supervision().checkUser(name);
    return check(connection -> name.equals(connection.client().identity().user()));
  }

  private CompletionStage<Void> check(Predicate<Connection> which) {
    return CompletableFuture.allOf(
        loops.all().stream().map(loop -> check(loop, which)).toArray(CompletableFuture[]::new));
  }

  private static CompletableFuture<Void> check(Loop loop, Predicate<Connection> which) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    loop.execute(() -> loop.rechecks().begin(loop.connections().all(which), done));
    return done;
  }

  private static CompletionStage<Void> end(List<Client> clients, CloseReason reason) {
    return CompletableFuture.allOf(
        clients.stream().map(client -> ended(client, reason)).toArray(CompletableFuture[]::new));
  }

  /** The task is behind the end, whoever has asked for that. */
  private static CompletableFuture<Void> ended(Client client, CloseReason reason) {
    CompletableFuture<Void> done = new CompletableFuture<>();
    client.end(reason);
    client.later(() -> done.complete(null));
    return done;
  }
}
