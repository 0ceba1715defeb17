package io.tidewire.it.kit;

/**
 * How a connection ended, other than by the client's own will.
 *
 * @param code the HTTP status of a refusal, 200 where a response just came to its end; the close
 *     code of a WebSocket; {@link #BROKEN} where the connection broke, whatever the transport
 * @param how the reason, the refusal's body, or what broke
 */
public record End(int code, String how) {
  /** The code of a connection that ended without saying so; RFC 6455 reserves it for this. */
  public static final int BROKEN = 1006;

  private static final int POLICY = 1008;
  private static final int SESSION_ENDED = 4001;
  private static final int TOO_MANY_REQUESTS = 429;

  /** Whether the contract tells the client not to try again as it is. */
  boolean isForGood() {
    boolean refused = code >= 400 && code < 500 && code != TOO_MANY_REQUESTS;
    return refused || code == POLICY || code == SESSION_ENDED;
  }
}
