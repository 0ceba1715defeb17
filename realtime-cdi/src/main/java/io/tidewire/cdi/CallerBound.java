package io.tidewire.cdi;

import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import java.security.Principal;
import java.util.Optional;

/**
 * Finds in the bean of a rule or handler, and in everything injected into it, what depends on the
 * server's own caller, for servers that do not carry it to the rules of a WebSocket.
 */
final class CallerBound implements Injections.Judge {

  private final String server;
  private final EnterpriseBeans enterpriseBeans;

  private CallerBound(String server, EnterpriseBeans enterpriseBeans) {
    this.server = server;
    this.enterpriseBeans = enterpriseBeans;
  }

  /**
   * {@return the judge for a server; empty if it carries callers, or has none}
   *
   * @param server its name and version, as it calls itself
   */
  static Optional<CallerBound> of(String server, EnterpriseBeans enterpriseBeans) {
    // TomEE's ContextService leaves the caller of a request behind.
    return server.contains("TomEE")
        ? Optional.of(new CallerBound(server, enterpriseBeans))
        : Optional.empty();
  }

  /** {@return what is wrong with the bean, and what to do; empty if nothing was found} */
  Optional<String> find(Bean<?> rules, BeanManager manager) {
    return Injections.find(rules, manager, this)
        .map(
            found ->
                "%s, but %s does not carry the caller to the rules and handlers of a WebSocket: ask the Subscriber"
                    .formatted(found, server));
  }

  @Override
  public Optional<String> objection(Bean<?> bean, boolean injected) {
    boolean objects =
        injected ? enterpriseBeans.asksForCaller(bean) : enterpriseBeans.contains(bean);
    return objects ? Optional.of("is an enterprise bean") : Optional.empty();
  }

  @Override
  public boolean refuses(Class<?> type) {
    return type == Principal.class;
  }
}
