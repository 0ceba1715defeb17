package io.tidewire.cdi;

import io.tidewire.cdi.PayloadChecks.Published;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.lang.annotation.Annotation;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Collects the injection points with {@link Push}, and checks them when all classes are known. */
final class PushPoints {

  private record Point(String place, PushTarget target, @Nullable Type declared) {

    Optional<Class<?>> eventClass() {
      return Firing.rawClass(declared);
    }
  }

  private final PushPlans plans;
  private final Faults faults;
  private final Queue<Point> points = new ConcurrentLinkedQueue<>();

  PushPoints(PushPlans plans, Faults faults) {
    this.plans = plans;
    this.faults = faults;
  }

  void collect(InjectionPoint point) {
    for (Annotation qualifier : point.getQualifiers()) {
      if (qualifier instanceof Push push) {
        String place =
            point.getMember().getDeclaringClass().getName() + "." + point.getMember().getName();
        points.add(new Point(place, PushTarget.of(push), Firing.declaredBy(point)));
      }
    }
  }

  void check() {
    points.forEach(point -> faults.check(point.place(), () -> check(point)));
  }

  private void check(Point point) {
    Optional<Class<?>> eventClass = point.eventClass();
    if (eventClass.isPresent()) {
      plans.forInjected(point.target(), new Firing(point.declared(), eventClass.get()));
    } else {
      point.target().check();
    }
  }

  /** {@return the classes that are declared to be fired, with type arguments and array elements} */
  List<Published> published() {
    return points.stream()
        .flatMap(point -> PayloadChecks.classesIn(point.place(), point.declared()).stream())
        .toList();
  }

  boolean isEmpty() {
    return points.isEmpty();
  }
}
