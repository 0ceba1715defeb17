package io.tidewire.sample;

import io.tidewire.Subscriber;
import io.tidewire.cdi.AllowSubscribe;
import jakarta.enterprise.context.ApplicationScoped;

/** Who may watch what: here, everybody everything. What no rule allows is refused. */
@ApplicationScoped
class DeskRules {

  @AllowSubscribe("orders/{region}")
  boolean mayWatchRegion(Subscriber who, String region) {
    return true;
  }

  @AllowSubscribe("orders/*")
  @AllowSubscribe("host")
  boolean mayWatchAll(Subscriber who) {
    return true;
  }
}
