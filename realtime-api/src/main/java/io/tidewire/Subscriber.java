package io.tidewire;

import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Who is at the other end of a connection, as the authenticator saw it at the join.
 *
 * @param name the user's name, or null if anonymous
 * @param roles the roles that were found at the join
 */
public record Subscriber(@Nullable String name, Set<String> roles) {

  private static final Subscriber ANONYMOUS = new Subscriber(null, Set.of());

  /**
   * Copies the roles.
   *
   * @param name the user's name, or null if anonymous
   * @param roles the roles that were found at the join
   */
  public Subscriber {
    roles = Set.copyOf(roles);
  }

  /**
   * Somebody who did not say who they are.
   *
   * @return the subscriber without a name and roles
   */
  public static Subscriber anonymous() {
    return ANONYMOUS;
  }

  /**
   * A user without roles.
   *
   * @param name the user's name
   * @return the subscriber
   */
  public static Subscriber named(String name) {
    return new Subscriber(Objects.requireNonNull(name, "name"), Set.of());
  }

  /**
   * The user.
   *
   * @return the name, or empty if anonymous
   */
  public Optional<String> user() {
    return Optional.ofNullable(name);
  }

  /**
   * Whether the user has a role.
   *
   * @param role the role's name
   * @return whether it was found at the join
   */
  public boolean isInRole(String role) {
    return roles.contains(role);
  }

  // Written out: on JDK 17 a generated one is kept by the JDK, and its class loader with it.
  @Override
  public boolean equals(Object other) {
    return other instanceof Subscriber that
        && Objects.equals(name, that.name)
        && roles.equals(that.roles);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, roles);
  }
}
