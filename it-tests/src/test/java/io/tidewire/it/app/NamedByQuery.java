package io.tidewire.it.app;

import io.tidewire.Subscriber;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.ConnectRequest;
import java.util.Set;

/** Believes the name that the query gives. */
public final class NamedByQuery implements Authenticator {

  @Override
  public Subscriber authenticate(ConnectRequest request) {
    return request
        .parameter("name")
        .map(name -> new Subscriber(name, Set.of()))
        .orElseGet(Subscriber::anonymous);
  }
}
