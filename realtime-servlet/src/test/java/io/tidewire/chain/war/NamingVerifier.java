package io.tidewire.chain.war;

import io.tidewire.Subscriber;
import io.tidewire.spi.TokenVerifier;
import io.tidewire.spi.UnauthenticatedException;

/** Takes a token {@code of-<name>} for that user's. */
public final class NamingVerifier implements TokenVerifier {

  private static final String PREFIX = "of-";

  @Override
  public Subscriber verify(String token) {
    if (!token.startsWith(PREFIX)) {
      throw new UnauthenticatedException("it names nobody");
    }
    return Subscriber.named(token.substring(PREFIX.length()));
  }
}
