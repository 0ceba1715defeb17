package io.tidewire.cdi;

import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.lang.annotation.Annotation;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** The injection points with {@link Push}, to be checked when all annotated classes are known. */
final class PushPoints {

  private record Point(String place, PushTarget target, Optional<Class<?>> eventClass) {}

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
        points.add(new Point(place, PushTarget.of(push), eventClass(point.getType())));
      }
    }
  }

  /** The class of what can be fired, unless that is known at run time only. */
  private static Optional<Class<?>> eventClass(Type injected) {
    if (!(injected instanceof ParameterizedType event) || event.getRawType() != Event.class) {
      return Optional.empty();
    }
    Type argument = event.getActualTypeArguments()[0];
    Type raw = argument instanceof ParameterizedType generic ? generic.getRawType() : argument;
    return raw instanceof Class<?> c && c != Object.class ? Optional.of(c) : Optional.empty();
  }

  void check() {
    points.forEach(point -> faults.check(point.place(), () -> check(point)));
  }

  private void check(Point point) {
    if (point.eventClass().isPresent()) {
      plans.forInjected(point.target(), point.eventClass().get());
    } else {
      point.target().check();
    }
  }
}
