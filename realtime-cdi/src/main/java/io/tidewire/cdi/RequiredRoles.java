package io.tidewire.cdi;

import io.tidewire.Subscriber;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.inject.spi.Annotated;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Holds the roles that the annotations of a rule or handler require.
 *
 * @param oneOfEach the subscriber must have one role of each set
 */
record RequiredRoles(List<Set<String>> oneOfEach) {

  /**
   * Collects what a rule itself requires, and then what Jakarta Annotations require around it.
   *
   * @param own the roles of the rule; none if it names none
   */
  static RequiredRoles of(Set<String> own, Annotated... fromInnerToOuter) {
    List<Set<String>> required = new ArrayList<>();
    if (!own.isEmpty()) {
      required.add(own);
    }
    for (Annotated place : fromInnerToOuter) {
      if (place.isAnnotationPresent(DenyAll.class)) {
        required.add(Set.of());
        break;
      } else if (place.isAnnotationPresent(RolesAllowed.class)) {
        required.add(Set.of(place.getAnnotation(RolesAllowed.class).value()));
        break;
      } else if (place.isAnnotationPresent(PermitAll.class)) {
        break;
      }
    }
    return new RequiredRoles(List.copyOf(required));
  }

  boolean isEmpty() {
    return oneOfEach.isEmpty();
  }

  boolean areHeldBy(Subscriber subscriber) {
    return oneOfEach.stream().allMatch(roles -> roles.stream().anyMatch(subscriber::isInRole));
  }

  Set<String> names() {
    Set<String> names = new TreeSet<>();
    oneOfEach.forEach(names::addAll);
    return names;
  }
}
