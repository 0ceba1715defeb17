package io.tidewire.cdi;

import jakarta.enterprise.inject.spi.BeanManager;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The question that an extension asks by an event of CDI: is there another one around it?
 *
 * <p>OpenWebBeans in TomEE has a container for an enterprise application and one within it for each
 * of its web applications, each with an extension of its own. An event of an inner container is
 * heard in the outer one too, so the outer extension can answer. Where the modules of an
 * application have one container, nobody does.
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
