package io.tidewire.cdi;

import io.tidewire.Hub;
import io.tidewire.servlet.Services;
import io.tidewire.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.spi.AfterBeanDiscovery;
import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.BeforeBeanDiscovery;
import jakarta.enterprise.inject.spi.Extension;
import jakarta.enterprise.inject.spi.ProcessAnnotatedType;
import jakarta.enterprise.inject.spi.ProcessInjectionPoint;
import jakarta.enterprise.inject.spi.ProcessManagedBean;
import jakarta.enterprise.inject.spi.WithAnnotations;
import jakarta.servlet.ServletContext;

/**
 * Brings the hub, the publishing observers and the rules into CDI. Public for the container alone.
 *
 * <p>Faults are collected through all phases and fail the deployment together in the last one.
 */
public class TidewireExtension implements Extension {

  private final Faults faults = new Faults();
  private final PushPlans plans = new PushPlans();
  private final PushEventTypes types = new PushEventTypes(plans, faults);
  private final PushPoints points = new PushPoints(plans, faults);
  private final BeanRules rules = new BeanRules();
  private final HubOwner owner;

  /** Called by the container. */
  public TidewireExtension() {
    this(HubFactory.ENGINE);
  }

  TidewireExtension(HubFactory factory) {
    this.owner = new HubOwner(factory);
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

  void rule(@Observes ProcessManagedBean<?> processed) {
    rules.collect(processed, faults);
  }

  void register(@Observes AfterBeanDiscovery discovery, BeanManager manager) {
    types.addHanded(Thread.currentThread().getContextClassLoader());
    discovery
        .<Hub>addBean()
        // TomEE asks each bean of an EAR for its id when it adds them to those of a WAR in it.
        .id(Hub.class.getName())
        .types(Hub.class, Object.class)
        .scope(ApplicationScoped.class)
        .produceWith(beans -> owner.open(beans, rules.access(manager)))
        .disposeWith((hub, beans) -> owner.close());
    new PushObservers(plans, new Publisher(new HubReference(manager))).register(discovery);
  }

  void validate(@Observes AfterDeploymentValidation validation, BeanManager manager) {
    points.check();
    BeanParts.check(manager, !rules.isEmpty(), faults);
    faults.report(validation);
  }

  /** Whether the hub would take a client that comes now. */
  boolean takesClients() {
    return owner.takesClients();
  }

  /**
   * The services for a web application.
   *
   * @throws jakarta.enterprise.inject.spi.DeploymentException if an event class stayed unseen
   */
  Services services(BeanManager manager, ServletContext context, Settings settings) {
    types.checkComplete(context.getAttribute(PushEventInitializer.FOUND));
    owner.give(settings);
    manager.createInstance().select(Hub.class).get().name(); // opens it
    return owner.services(context);
  }
}
