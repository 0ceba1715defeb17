package io.tidewire.chain.war;

import io.tidewire.Subscriber;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.UnauthenticatedException;
import java.util.Set;

/** Fails as a parameter says, and else signs in the principal. */
public final class FailingAuthenticator implements Authenticator {

  @Override
  public Subscriber authenticate(ConnectRequest request) {
    String how = request.parameter("fail").orElse("");
    if (how.equals("credentials")) {
      throw new UnauthenticatedException("no such token");
    }
    boolean unused = Rules.fail(how);
    return request
        .principal()
        .map(user -> new Subscriber(user, Set.of()))
        .orElseGet(Subscriber::anonymous);
  }
}
