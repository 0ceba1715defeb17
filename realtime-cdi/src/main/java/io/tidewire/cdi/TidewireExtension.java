package io.tidewire.cdi;

import io.tidewire.Hub;
import io.tidewire.cdi.PayloadChecks.Published;
import io.tidewire.engine.BoundedLog;
import io.tidewire.servlet.DefaultCodec;
import io.tidewire.servlet.Parts;
import io.tidewire.servlet.Services;
import io.tidewire.settings.Settings;
import io.tidewire.spi.PayloadCodec;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.BeforeShutdown;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.ProcessSessionBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.enterprise.inject.spi.configurator.BeanConfigurator;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Adds the hub, the publishing observers, the rules and the handlers to CDI. Public for the
 * container alone.
 *
 * <p>Faults are collected through all phases and fail the deployment together in the last one.
 */
public class TidewireExtension implements Extension {

  private final Faults faults = new Faults();
  private final PushPlans plans = new PushPlans();
  private final PushEventTypes types = new PushEventTypes(plans, faults);
  private final PushPoints points = new PushPoints(plans, faults);
  private final CalledBeans called = new CalledBeans();
  private final BeanRules rules = new BeanRules(called);
  private final BeanHandlers handlers = new BeanHandlers(called);
  private final HubOwner owner;

  // Set when the container has found its beans, before anything is fired.
  private volatile @Nullable BeanManager found;
  private volatile Optional<TidewireExtension> enclosing = Optional.empty();

  /** Called by the container. */
  public TidewireExtension() {
    this(HubOwner.ENGINE);
  }

  TidewireExtension(BiFunction<Parts, Settings, Hub> starter) {
    this.owner = new HubOwner(starter);
  }

  void healthCheck(@Observes BeforeBeanDiscovery discovery) {
    HealthChecks.register(discovery);
  }

  void pushEvent(@Observes @WithAnnotations(PushEvent.class) ProcessAnnotatedType<?> processed) {
    PushEvent pushEvent = processed.getAnnotatedType().getAnnotation(PushEvent.class);
    if (pushEvent != null) {
      types.add(processed.getAnnotatedType().getJavaClass(), pushEvent);
      processed.veto();
    }
  }

  void pushPoint(@Observes ProcessInjectionPoint<?, ?> processed) {
    points.collect(processed.getInjectionPoint());
  }

  void received(@Observes @WithAnnotations(Received.class) ProcessAnnotatedType<?> processed) {
    BeanHandlers.hide(processed);
  }

  void methods(@Observes ProcessManagedBean<?> processed) {
    rules.collect(processed, faults);
    handlers.collect(processed, faults);
  }

  void enterpriseBean(@Observes ProcessSessionBean<?> processed) {
    called.collect(processed);
  }

  void enclosing(@Observes Enclosing question) {
    question.hear(this);
  }

  void register(@Observes AfterBeanDiscovery discovery, BeanManager manager) {
    types.addHanded(Thread.currentThread().getContextClassLoader());
    found = manager;
    enclosing = Enclosing.extension(this, manager);
    HubOwner opens = enclosing.map(outer -> outer.owner).orElse(owner);
    Publisher publisher = new Publisher(new HubReference(manager), opens::boundedLog);
    if (enclosing.isPresent()) {
      TidewireExtension outer = enclosing.get();
      hubBean(discovery).produceWith(beans -> outer.openPastItsBean());
      new PushObservers(outer.plans, publisher).register(discovery, plans.addTo(outer.plans));
    } else {
      hubBean(discovery)
          .produceWith(beans -> owner.open(beans, methods(manager, owner::boundedLog)))
          .disposeWith((opened, beans) -> owner.close());
      new PushObservers(plans, publisher).registerAll(discovery);
    }
  }

  private BeanMethods methods(BeanManager manager, Supplier<BoundedLog> log) {
    return new BeanMethods(rules.access(manager, log), handlers.handlers(manager));
  }

  private static BeanConfigurator<Hub> hubBean(AfterBeanDiscovery discovery) {
    return discovery
        .<Hub>addBean()
        // TomEE asks each bean of an EAR for its id when it adds it to the beans of a WAR in it.
        .id(Hub.class.getName())
        .types(Hub.class, Object.class)
        .scope(ApplicationScoped.class);
  }

  /** Opens the hub for an inner container, whose application scope differs from the hub's bean. */
  private Hub openPastItsBean() {
    BeanManager manager = Objects.requireNonNull(found, "beans found");
    return owner.open(manager.createInstance(), methods(manager, owner::boundedLog));
  }

  /** Closes the hub, which an inner container may have opened without the bean that closes it. */
  void close(@Observes BeforeShutdown shutdown) {
    owner.close();
  }

  void validate(@Observes AfterDeploymentValidation validation, BeanManager manager) {
    points.check();
    checkPayloads(manager);
    BeanParts.check(manager, !rules.isEmpty(), faults);
    handlers.check(faults);
    called.check(manager, faults);
    faults.report(validation);
  }

  /** Checks payloads, unless the application has a codec of its own, which is not checked. */
  private void checkPayloads(BeanManager manager) {
    boolean pushes = !points.isEmpty() || !plans.annotatedClasses().isEmpty();
    boolean binds = !handlers.bound().isEmpty();
    if (!(pushes || binds) || !owner.encodes() || !manager.getBeans(PayloadCodec.class).isEmpty()) {
      return;
    }
    DefaultCodec codec = owner.defaultCodec();
    if (pushes) {
      List<Published> published = new ArrayList<>(points.published());
      plans
          .annotatedClasses()
          .forEach(annotated -> published.add(new Published(annotated.getName(), annotated)));
      PayloadChecks.check(codec, published, faults);
    }
    PayloadChecks.checkBound(codec, handlers.bound(), faults);
  }

  /** {@return whether the hub would accept a client now} */
  boolean takesClients() {
    return enclosing.map(TidewireExtension::takesClients).orElseGet(owner::takesClients);
  }

  /** {@return the state of the hub, by names} */
  Map<String, Object> health() {
    return enclosing.map(TidewireExtension::health).orElseGet(owner::health);
  }

  /**
   * Returns the services for a web application.
   *
   * @throws DeploymentException if an event class is not observed, or if this server could not ask
   *     a rule on all transports
   */
  Services services(BeanManager manager, ServletContext context, Settings settings) {
    checkCalled(manager, context);
    types.checkComplete(
        context.getAttribute(PushEventInitializer.FOUND), enclosing.map(outer -> outer.types));
    if (enclosing.isPresent()) {
      Services lent = enclosing.get().lend(context, settings, around(manager));
      return withEvents(
          methods(manager, lent.hub()::boundedLog).addTo(lent.withRoles(roles())), manager);
    }
    owner.give(settings, manager.createInstance());
    manager.createInstance().select(Hub.class).get().name(); // opens it
    return withEvents(owner.services(context, roles(), around(manager)), manager);
  }

  /**
   * Fires what happens to connections in the application whose they are: an enclosing container
   * hears of it, too.
   */
  private static Services withEvents(Services services, BeanManager manager) {
    return LifeCycleEvents.of(manager)
        .map(events -> services.with(services.parts().with(events)))
        .orElse(services);
  }

  private static UnaryOperator<Runnable> around(BeanManager manager) {
    return task -> () -> RequestContext.run(manager, task);
  }

  /** {@return the roles that rules and handlers name} */
  private Set<String> roles() {
    Set<String> names = new TreeSet<>(rules.roles());
    names.addAll(handlers.roles());
    return names;
  }

  private void checkCalled(BeanManager manager, ServletContext context) {
    Faults refused = new Faults();
    called.check(context, enclosing.map(outer -> outer.called), manager, refused);
    Optional<DeploymentException> problem = refused.problem();
    if (problem.isPresent()) {
      throw problem.get();
    }
  }

  private Services lend(ServletContext context, Settings settings, UnaryOperator<Runnable> around) {
    BeanManager manager = Objects.requireNonNull(found, "beans found");
    checkCalled(manager, context);
    owner.give(settings, manager.createInstance());
    Hub unused = openPastItsBean();
    return owner.services(context, roles(), around);
  }
}
