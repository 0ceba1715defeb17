package io.tidewire.cdi;

import io.tidewire.servlet.Parts;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.ConnectionObserver;
import io.tidewire.spi.HubObserver;
import io.tidewire.spi.InboundHandler;
import io.tidewire.spi.PayloadCodec;
import io.tidewire.spi.TokenVerifier;
import io.tidewire.spi.TopicAccess;
import jakarta.enterprise.inject.AmbiguousResolutionException;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the application's beans that its hub is made of. A missing one is replaced by a default,
 * and there may be any number of observers and handlers.
 */
final class BeanParts {

  private static final List<Class<?>> AT_MOST_ONE =
      List.of(PayloadCodec.class, TopicAccess.class, Authenticator.class, TokenVerifier.class);

  private BeanParts() {}

  static Parts of(Instance<Object> beans, BeanMethods methods, Optional<PayloadCodec> codec) {
    List<InboundHandler> handlers =
        new ArrayList<>(beans.select(InboundHandler.class).stream().toList());
    handlers.addAll(methods.handlers());
    return new Parts(
        find(beans, PayloadCodec.class).or(() -> codec),
        methods.access().or(() -> find(beans, TopicAccess.class)).orElseGet(Parts::denyAll),
        find(beans, Authenticator.class).orElse(ConnectRequest::caller),
        find(beans, TokenVerifier.class),
        CallerTransactions.find(beans),
        beans.select(HubObserver.class).stream().toList(),
        List.copyOf(handlers),
        beans.select(ConnectionObserver.class).stream().toList());
  }

  private static <T> Optional<T> find(Instance<Object> beans, Class<T> type) {
    Instance<T> found = beans.select(type);
    return found.isUnsatisfied() ? Optional.empty() : Optional.of(found.get());
  }

  /** Checks that the container can resolve one bean of each type of which a hub takes one. */
  static void check(BeanManager manager, boolean hasRules, Faults faults) {
    for (Class<?> type : AT_MOST_ONE) {
      Set<Bean<?>> candidates = manager.getBeans(type);
      try {
        manager.resolve(candidates);
      } catch (AmbiguousResolutionException e) {
        faults.add(
            type.getName(), "a hub takes one bean of this type, but there are " + candidates);
      }
    }
    Set<Bean<?>> access = manager.getBeans(TopicAccess.class);
    if (hasRules && !access.isEmpty()) {
      faults.add(
          TopicAccess.class.getName(),
          "there are both @AllowSubscribe or @AllowPublish methods and "
              + access
              + "; use only one of the two");
    }
  }
}
