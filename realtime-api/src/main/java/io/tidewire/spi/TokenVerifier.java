package io.tidewire.spi;

import io.tidewire.Subscriber;

/**
 * Judges bearer tokens. May block; called on request threads and on those for decisions, by several
 * at once.
 */
@FunctionalInterface
public interface TokenVerifier {

  /**
   * Judges a token.
   *
   * @param token what the client sent, of the characters that RFC 6750, section 2.1, allows
   * @return whom it names, with {@link Subscriber#expires} if the token ends
   * @throws UnauthenticatedException if it is not valid; the message must not show it
   * @throws UnavailableException if that cannot be told at the moment, such as without the keys
   */
  Subscriber verify(String token);
}
