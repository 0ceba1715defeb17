package io.tidewire.cdi;

import io.tidewire.cdi.PayloadChecks.Published;
import jakarta.enterprise.inject.spi.InjectionPoint;
import java.lang.annotation.Annotation;
import java.lang.reflect.GenericArrayType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
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
    List<Published> published = new ArrayList<>();
    for (Point point : points) {
      addClasses(point.place(), point.declared(), published);
    }
    return published;
  }

  private static void addClasses(String place, @Nullable Type declared, List<Published> published) {
    if (declared instanceof ParameterizedType generic) {
      addClasses(place, generic.getRawType(), published);
      for (Type argument : generic.getActualTypeArguments()) {
        addClasses(place, argument, published);
      }
    } else if (declared instanceof GenericArrayType array) {
      addClasses(place, array.getGenericComponentType(), published);
    } else if (declared instanceof Class<?> c) {
      if (c.isArray()) {
        addClasses(place, c.getComponentType(), published);
      } else {
        published.add(new Published(place, c));
      }
    }
  }

  boolean isEmpty() {
    return points.isEmpty();
  }
}
