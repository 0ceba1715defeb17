package io.tidewire.chain.war;

import io.tidewire.Subscriber;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.UnauthenticatedException;

/** Lets nobody in who brings no token. */
public final class TokenAuthenticator implements Authenticator {

  @Override
  public Subscriber authenticate(ConnectRequest request) {
    if (request.header("Authorization").isEmpty()) {
      throw new UnauthenticatedException("there is no token");
    }
    return Subscriber.anonymous();
  }
}
