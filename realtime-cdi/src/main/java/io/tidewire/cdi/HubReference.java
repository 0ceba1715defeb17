package io.tidewire.cdi;

import io.tidewire.Hub;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Looks up the container's reference to the hub at its first use and keeps it: it is a proxy. */
final class HubReference implements Supplier<Hub> {

  private final BeanManager manager;
  private volatile @Nullable Hub reference;

  HubReference(BeanManager manager) {
    this.manager = manager;
  }

  @Override
  public Hub get() {
    Hub known = reference;
    if (known == null) {
      known = manager.createInstance().select(Hub.class).get();
      reference = known;
    }
    return known;
  }
}
