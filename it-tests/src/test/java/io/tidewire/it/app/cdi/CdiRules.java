package io.tidewire.it.app.cdi;

import io.tidewire.cdi.AllowSubscribe;
import jakarta.enterprise.context.ApplicationScoped;

/** Everything below {@code open} is for everybody. */
@ApplicationScoped
public class CdiRules {

  @AllowSubscribe("open/{kind}/{region}")
  boolean mayWatch(String kind, String region) {
    return true;
  }
}
