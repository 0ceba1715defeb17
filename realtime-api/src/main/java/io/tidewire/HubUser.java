package io.tidewire;

import java.util.concurrent.CompletionStage;

/**
 * Stands for all connections of one user, whatever their transports, and for the topic that only
 * they see. Safe for use by any thread; may be kept or made anew for each call.
 */
public interface HubUser {

  /** {@return {@code $user/<name>}, to which its user may subscribe without a rule} */
  Topic topic();

  /**
   * Publishes an event that every connection of the user gets that is subscribed to {@link #topic}.
   *
   * @param type what happened
   * @param payload what the hub's codec can encode
   * @return as {@link Hub#publish(Topic, String, Object)}
   * @throws RuntimeException as {@link Hub#publish(Topic, String, Object)}
   */
  CompletionStage<Position> publish(String type, Object payload);

  /**
   * Asks the rules again about all that the user's connections are subscribed to, and the
   * authenticator about the user. What is no longer allowed ends.
   *
   * @return completes when this node has done so
   */
  CompletionStage<Void> recheck();

  /**
   * Ends the user's connections.
   *
   * @param reason why; it tells the clients whether to come back
   * @return completes when the goodbyes of this node's connections are on their way
   */
  CompletionStage<Void> disconnect(CloseReason reason);

  /**
   * Ends the user's connections, which have to sign in again.
   *
   * @return as {@link #disconnect(CloseReason)}
   */
  default CompletionStage<Void> disconnect() {
    return disconnect(CloseReason.SIGNED_OUT);
  }
}
