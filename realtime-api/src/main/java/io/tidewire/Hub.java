package io.tidewire;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/**
 * Takes the events that an application publishes. One hub is one order: all its events, whatever
 * their topics, have one sequence that every subscriber sees.
 *
 * <p>Safe for use by any thread. Publishing never waits for a client.
 */
public interface Hub {

  /**
   * Returns the name that tells several hubs of one application apart.
   *
   * @return the name; {@code default} where nothing else was said
   */
  String name();

  /**
   * Encodes a message now and appends it to the log.
   *
   * <p>Returns as soon as the log has taken it. If the slowest delivery loop is half a window
   * behind, waits first, for at most the setting {@code realtime.publish-wait}.
   *
   * <p>An ephemeral message has no place: the position is that of the newest event on this node
   * when it was passed on.
   *
   * @param message what to publish
   * @return completes with the event's place once it is in the log; exceptionally if the log
   *     failed, with a {@link LogUnavailableException} if it did not answer within the setting
   *     {@code realtime.log.timeout}
   * @throws PayloadException if the payload cannot be encoded; nothing was published
   * @throws OverloadedException if the loops did not catch up in time, or the log already has
   *     {@code realtime.log.pending} events to answer; nothing was published
   * @throws HubClosedException if the hub has been closed
   */
  CompletionStage<Position> publish(Message message);

  /**
   * Publishes an object under a type.
   *
   * @param topic where it goes
   * @param type what happened
   * @param payload what the hub's codec can encode
   * @return as {@link #publish(Message)}
   * @throws IllegalArgumentException if the type is malformed or reserved
   * @throws PayloadException if the payload cannot be encoded; nothing was published
   * @throws OverloadedException as {@link #publish(Message)}; nothing was published
   * @throws HubClosedException if the hub has been closed
   */
  default CompletionStage<Position> publish(Topic topic, String type, Object payload) {
    return publish(Message.to(topic, type, payload).build());
  }

  /**
   * Returns this hub as seen from the caller's transaction: messages are checked and encoded at
   * once, held in their order, appended after the commit and dropped at a rollback. Where no
   * transaction is active, or none is known to the hub, it publishes at once.
   *
   * @return the deferring twin of this hub; its stages are cancelled by a rollback
   */
  Hub afterCommit();

  /**
   * Counts the live subscriptions on this node that cover a topic. For publishers that can save
   * work while nobody watches; a moment later the answer may be another.
   *
   * @param topic the topic
   * @return the number of subscriptions, 0 or more
   */
  long subscriptions(Topic topic);

  /**
   * Counts what this node has done for the hub. For metrics; for the state of its health, see the
   * readiness check.
   *
   * @return the counts as of about a quarter of a second ago
   */
  HubStats stats();

  /**
   * Stands for a user's connections, and for the topic that only they see.
   *
   * @param name the user's name
   * @return the user, whether connected or not
   * @throws IllegalArgumentException if no topic can have this name: it is empty or too long
   */
  HubUser user(String name);

  /**
   * Stands for the connections whose user came from an HTTP session. For applications whose
   * sign-out the container does not see.
   *
   * @param id the session's id
   * @return the session, whether there are any or not
   */
  HubSession session(String id);

  /**
   * Asks the rules again about all subscriptions that a topic or pattern touches. What is no longer
   * allowed ends: the client gets {@code unsubscribed} and {@code error forbidden}, or, if its
   * transport cannot go on without a subscription, a goodbye.
   *
   * <p>Roles and attributes are those of the connect or of the last token, unless the {@link
   * io.tidewire.spi.Authenticator} refreshes them. Those of the container's users change with a new
   * connection only: {@link HubUser#disconnect(CloseReason)} with a reason that lets clients come
   * back.
   *
   * @param pattern the topic or pattern
   * @return completes when this node has asked about all of them
   */
  CompletionStage<Void> recheck(TopicPattern pattern);

  /**
   * Asks the rules again about a topic.
   *
   * @param topic the topic
   * @return as {@link #recheck(TopicPattern)}
   */
  default CompletionStage<Void> recheck(Topic topic) {
    return recheck(TopicPattern.of(topic.name()));
  }

  /**
   * Says goodbye to all clients of this node, spread evenly over a time, each with the request to
   * come back after a random delay of its own. For operators who take a node out of service. New
   * connections and commands by {@code POST send} are refused from now on. What a client has asked
   * for before its goodbye is still handled and answered, for five seconds at most. Publishing by
   * code goes on. A hub that is closed has no clients any more.
   *
   * @param over until when each client is sent away, not negative; more than a year counts as a
   *     year
   * @return completes when the last connection is closed and the last command is answered
   */
  CompletionStage<Void> drain(Duration over);
}
