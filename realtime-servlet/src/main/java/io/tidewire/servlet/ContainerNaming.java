package io.tidewire.servlet;

import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Looks up what the platform has a container offer to each application under a fixed name. */
final class ContainerNaming {

  private static final System.Logger LOG = System.getLogger(ContainerNaming.class.getName());

  private ContainerNaming() {}

  /**
   * Looks up an object; empty where the container has none of that type.
   *
   * @param name a name of the platform's own
   * @param type what is expected there
   */
  @SuppressWarnings("BanJNDI") // callers pass constants
  static <T> Optional<T> find(String name, Class<T> type) {
    try {
      return Optional.ofNullable(new InitialContext().lookup(name))
          .filter(type::isInstance)
          .map(type::cast);
    } catch (NamingException e) {
      LOG.log(System.Logger.Level.DEBUG, "this container has no " + name, e);
      return Optional.empty();
    }
  }
}
