package io.tidewire.chain;

import io.tidewire.settings.Settings;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.FilterRegistration;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * Puts what the library needs into an application's filter chain, while it is being set up, by what
 * the application's descriptors say.
 */
public final class ChainSetup {

  /** What the names of all servlets and filters of the library begin with. */
  public static final String OWN = "tidewire-";

  private final ServletContext context;
  private final ClassLoader application;
  private final Settings.HttpSettings settings;
  private final List<Target> targets = new ArrayList<>();

  /**
   * Begins the setup.
   *
   * @param context the application
   * @param application its class loader, which a listener that was added in code may not ask for
   * @param settings its settings
   */
  public ChainSetup(
      ServletContext context, ClassLoader application, Settings.HttpSettings settings) {
    this.context = context;
    this.application = application;
    this.settings = settings;
  }

  /**
   * Prepares the chain for one transport, whose servlet is registered separately.
   *
   * @param name the last segment of its path; with {@link #OWN} in front, its servlet's name
   * @param servlet makes an instance of its servlet, for a filter that stands in for it
   * @param streams whether it answers asynchronously
   */
  public void mount(String name, Supplier<? extends HttpServlet> servlet, boolean streams) {
    Target target = new Target(settings.path() + "/" + name, OWN + name, streams);
    targets.add(target);
    // A request that was put aside comes back by an ASYNC dispatch.
    EnumSet<DispatcherType> types = EnumSet.of(DispatcherType.REQUEST, DispatcherType.ASYNC);
    if (settings.firstInChain()) {
      FirstInChainFilter filter = new FirstInChainFilter(servlet.get());
      front(OWN + "first-" + name, filter, types, target.path());
    } else if (streams) {
      front(OWN + "guard-" + name, new GuardFilter(), types, target.path());
    }
  }

  private void front(String name, Filter filter, EnumSet<DispatcherType> types, String path) {
    FilterRegistration.Dynamic registration = context.addFilter(name, filter);
    registration.setAsyncSupported(true);
    registration.addMappingForUrlPatterns(types, false, path);
  }

  /** {@return the roles that web.xml and the fragments that count declare} */
  public Set<String> declaredRoles() {
    Set<String> names = new TreeSet<>();
    Descriptors.of(context, application).forEach(descriptor -> names.addAll(descriptor.roles()));
    return names;
  }

  /** Ends the setup: when a servlet starts, all filters are known and can be checked. */
  public void checkAtStart() {
    new ChainState(targets, settings.firstInChain()).bindTo(context);
    ServletRegistration.Dynamic check = context.addServlet(OWN + "chain", new ChainCheck());
    check.setLoadOnStartup(1);
  }
}
