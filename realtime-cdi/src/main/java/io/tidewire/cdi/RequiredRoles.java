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
 * Holds the roles that a rule's annotations require.
 *
 * @param oneOfEach the subscriber must have one role of each set
 */
record RequiredRoles(List<Set<String>> oneOfEach) {

  /** Reads what the rule itself requires, and then what Jakarta Annotations require around it. */
  static RequiredRoles of(AllowSubscribe rule, Annotated... fromInnerToOuter) {
    List<Set<String>> required = new ArrayList<>();
    if (rule.roles().length > 0) {
      required.add(Set.of(rule.roles()));
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
