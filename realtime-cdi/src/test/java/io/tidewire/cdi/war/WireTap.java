package io.tidewire.cdi.war;

import io.tidewire.spi.HubObserver;
import io.tidewire.spi.HubSignal;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Hears what the hub of the web application publishes. */
@ApplicationScoped
public class WireTap implements HubObserver {

  private final BlockingQueue<String> published = new LinkedBlockingQueue<>();

  @Override
  public void observe(HubSignal signal) {
    if (signal instanceof HubSignal.Published event) {
      published.add(event.topic() + " " + event.type());
    }
  }

  /** What was published next, or null if nothing was for 5 seconds. */
  public @Nullable String next() throws InterruptedException {
    return published.poll(5, TimeUnit.SECONDS);
  }
}
