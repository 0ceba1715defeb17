package io.tidewire.cdi;

import jakarta.enterprise.inject.spi.DeploymentException;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** Finds the annotated classes: by CDI's discovery, and by the servlet container's. */
final class PushEventTypes {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  private final PushPlans plans;
  private final Faults faults;
  private final Set<String> seen = ConcurrentHashMap.newKeySet();

  PushEventTypes(PushPlans plans, Faults faults) {
    this.plans = plans;
    this.faults = faults;
  }

  void add(Class<?> eventClass, PushEvent pushEvent) {
    if (seen.add(eventClass.getName())) {
      faults.check(eventClass.getName(), () -> plans.annotated(eventClass, pushEvent));
    }
  }

  /** Adds the classes that the servlet container found and discovery did not. */
  void addHanded(ClassLoader application) {
    for (String name : HandedTypes.take(application)) {
      if (!seen.contains(name)) {
        addByName(name, application);
      }
    }
  }

  private void addByName(String name, ClassLoader application) {
    try {
      Class<?> eventClass = Class.forName(name, false, application);
      PushEvent pushEvent = eventClass.getAnnotation(PushEvent.class);
      if (pushEvent != null) {
        add(eventClass, pushEvent);
      }
    } catch (ClassNotFoundException | LinkageError e) {
      faults.add(name, "it is annotated with @PushEvent, but cannot be loaded: " + e);
    }
  }

  /**
   * Checks that every class that the servlet container found is observed.
   *
   * @param found the names, or null if the servlet container could not search
   * @param others those of an enclosing container, whose discovery counts too
   * @throws DeploymentException naming the classes that nothing observes
   */
  void checkComplete(@Nullable Object found, Optional<PushEventTypes> others) {
    if (!(found instanceof Set<?> names)) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the web application's absolute-ordering leaves out the fragment tidewire_cdi: an event"
              + " class with @PushEvent that CDI's discovery does not reach is not published");
      return;
    }
    Set<String> missed = new TreeSet<>();
    names.forEach(name -> missed.add(name.toString()));
    missed.removeAll(seen);
    others.ifPresent(enclosing -> missed.removeAll(enclosing.seen));
    if (!missed.isEmpty()) {
      throw new DeploymentException(
          "CDI's discovery did not reach these classes with @PushEvent, so that nothing would"
              + " publish them: "
              + missed
              + ". Put a META-INF/beans.xml with bean-discovery-mode='all' into their jar"
              + " (WEB-INF/beans.xml for classes of the web application), and let no beans.xml or"
              + " @Vetoed exclude them.");
    }
  }
}
