package io.tidewire.it.app.caller;

import io.tidewire.Subscriber;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.ConnectRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.atomic.AtomicLong;

/** Passes on what rules need to know of the session: by a bean of it, and by an attribute. */
@ApplicationScoped
public class Tenants implements Authenticator {

  private final AtomicLong fastest = new AtomicLong(Long.MAX_VALUE);

  @Inject private Login login;

  @Override
  public Subscriber authenticate(ConnectRequest request) {
    long begin = System.nanoTime();
    Subscriber caller = request.caller();
    fastest.accumulateAndGet(System.nanoTime() - begin, Math::min);
    String customer = request.sessionAttribute("customer").map(Object::toString).orElse("none");
    return caller.withAttribute("tenant", login.tenant()).withAttribute("customer", customer);
  }

  /** The least time that the caller's roles took. */
  public long fastestNanos() {
    return fastest.get();
  }
}
