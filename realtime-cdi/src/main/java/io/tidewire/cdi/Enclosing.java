package io.tidewire.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Asks, by a CDI event, whether an extension is enclosed by another one.
 *
 * <p>OpenWebBeans in TomEE has a container for an enterprise application and one within it for each
 * of its web applications, each with its own extension. The outer container also observes the
 * events of the inner ones, so the outer extension can answer. If the modules of an application
 * share one container, there is no answer.
 */
final class Enclosing {

  private final TidewireExtension asking;
  private @Nullable TidewireExtension found;

  private Enclosing(TidewireExtension asking) {
    this.asking = asking;
  }

  static Optional<TidewireExtension> extension(TidewireExtension asking, BeanManager manager) {
    Enclosing question = new Enclosing(asking);
    manager.getEvent().select(Enclosing.class).fire(question);
    return Optional.ofNullable(question.found);
  }

  void hear(TidewireExtension extension) {
    if (extension != asking) {
      found = extension;
    }
  }
}
