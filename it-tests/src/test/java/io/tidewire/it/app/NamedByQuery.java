package io.tidewire.it.app;

import io.tidewire.Subscriber;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.ConnectRequest;
import java.time.Instant;
import java.util.Set;

/** Believes the name that the query gives, and after how many milliseconds the right to it ends. */
public final class NamedByQuery implements Authenticator {

  @Override
  public Subscriber authenticate(ConnectRequest request) {
    Subscriber named =
        request
            .parameter("name")
            .map(name -> new Subscriber(name, Set.of()))
            .orElseGet(Subscriber::anonymous);
    return request
        .parameter("expires")
        .map(millis -> named.until(Instant.now().plusMillis(Long.parseLong(millis))))
        .orElse(named);
  }
}
