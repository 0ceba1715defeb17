package io.tidewire;

import java.util.concurrent.CompletionStage;

/** Stands for the connections whose user came from one HTTP session. For any thread. */
public interface HubSession {

  /**
   * Ends the session's connections. Those that came with a token of their own, and those of
   * anonymous clients, are not among them.
   *
   * @param reason why; it tells the clients whether to come back
   * @return completes when the goodbyes of this node's connections are on their way
   */
  CompletionStage<Void> disconnect(CloseReason reason);
}
