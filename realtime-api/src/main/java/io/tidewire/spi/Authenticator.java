package io.tidewire.spi;

import io.tidewire.Subscriber;

/**
 * Says who opens a connection. The default takes the container's principal, and the roles that the
 * setting {@code realtime.roles} lists.
 *
 * <p>Called once for each connection, on a request thread that may block.
 */
@FunctionalInterface
public interface Authenticator {

  /**
   * Identifies the peer.
   *
   * @param request what it sent; valid during this call only
   * @return who it is, {@link Subscriber#anonymous()} if it did not say
   * @throws UnauthenticatedException if it said so wrongly: bad or expired credentials
   */
  Subscriber authenticate(ConnectRequest request);
}
