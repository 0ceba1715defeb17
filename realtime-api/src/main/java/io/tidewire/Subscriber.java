package io.tidewire;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Describes the user of a connection, as the authenticator identified it in the request or
 * handshake. Rules on all transports get the same subscriber. Immutable; copies share what they do
 * not change.
 */
public final class Subscriber {

  /** The number of attributes that a subscriber may have. */
  public static final int MAX_ATTRIBUTES = 16;

  /** The number of characters that an attribute's name or value may have. */
  public static final int MAX_ATTRIBUTE_LENGTH = 256;

  private static final Subscriber ANONYMOUS = new Subscriber(null, Set.of());

  private final @Nullable String name;
  private final Set<String> roles;
  private final Consumer<String> roleNotFound;
  private final Map<String, String> attributes;
  private final @Nullable Instant expires;

  /**
   * Makes a subscriber whose roles are all known and who has no attributes.
   *
   * @param name the user's name, or null if anonymous
   * @param roles the user's roles
   */
  public Subscriber(@Nullable String name, Set<String> roles) {
    this(name, Set.copyOf(roles), Subscriber::isNoFault, Map.of(), null);
  }

  private Subscriber(
      @Nullable String name,
      Set<String> roles,
      Consumer<String> roleNotFound,
      Map<String, String> attributes,
      @Nullable Instant expires) {
    this.name = name;
    this.roles = roles;
    this.roleNotFound = roleNotFound;
    this.attributes = attributes;
    this.expires = expires;
  }

  /** {@return a subscriber without a name, roles or attributes} */
  public static Subscriber anonymous() {
    return ANONYMOUS;
  }

  /**
   * Makes a subscriber with a name only.
   *
   * @param name the user's name
   * @return the subscriber
   */
  public static Subscriber named(String name) {
    return new Subscriber(Objects.requireNonNull(name, "name"), Set.of());
  }

  /**
   * Copies this subscriber with other roles, all of which are known.
   *
   * @param newRoles the user's roles
   * @return the copy
   */
  public Subscriber withRoles(Set<String> newRoles) {
    return withRoles(newRoles, Subscriber::isNoFault);
  }

  /**
   * Copies this subscriber with other roles, of which there may be more than were looked up.
   *
   * @param newRoles the roles that were looked up and found
   * @param notFound is told of each role that {@link #isInRole} is asked and that is not among
   *     them, by the asking thread
   * @return the copy
   */
  public Subscriber withRoles(Set<String> newRoles, Consumer<String> notFound) {
    return new Subscriber(name, Set.copyOf(newRoles), notFound, attributes, expires);
  }

  /**
   * Copies this subscriber with one more attribute: what rules need to know of the session or the
   * request, such as a tenant or a customer number. An attribute of the same name is replaced.
   *
   * @param attribute its name, 1 to 256 characters
   * @param value its value, 1 to 256 characters
   * @return the copy
   * @throws IllegalArgumentException if it is too long or empty, or if there would be more than 16
   */
  public Subscriber withAttribute(String attribute, String value) {
    checkLength("attribute name", attribute);
    checkLength("attribute '" + attribute + "'", value);
    if (attributes.size() == MAX_ATTRIBUTES && !attributes.containsKey(attribute)) {
      throw new IllegalArgumentException(
          "attribute '%s' would be one more than the %d that a subscriber may have"
              .formatted(attribute, MAX_ATTRIBUTES));
    }
    Map<String, String> more = new LinkedHashMap<>(attributes);
    more.put(attribute, value);
    return new Subscriber(name, roles, roleNotFound, Map.copyOf(more), expires);
  }

  /**
   * Copies this subscriber with an end of its right to be connected, such as that of a token.
   *
   * @param end when its connections end, by this node's clock
   * @return the copy
   */
  public Subscriber until(Instant end) {
    return new Subscriber(
        name, roles, roleNotFound, attributes, Objects.requireNonNull(end, "end"));
  }

  /** Does nothing: if all roles are known, asking for one that is not held is no fault. */
  private static void isNoFault(String role) {}

  private static void checkLength(String what, String text) {
    if (text.isEmpty() || text.length() > MAX_ATTRIBUTE_LENGTH) {
      throw new IllegalArgumentException(
          "%s: %d characters, 1 to %d are allowed"
              .formatted(what, text.length(), MAX_ATTRIBUTE_LENGTH));
    }
  }

  /** {@return the user's name, or null if anonymous} */
  public @Nullable String name() {
    return name;
  }

  /** {@return the user's name, or empty if anonymous} */
  public Optional<String> user() {
    return Optional.ofNullable(name);
  }

  /** {@return the roles that were found in the request or handshake, unmodifiable} */
  public Set<String> roles() {
    return roles;
  }

  /**
   * Tells whether the user has a role. The roles of the container's users are looked up once, in
   * the request or handshake, and only those that the application names somewhere: in {@code
   * realtime.roles}, in a rule's annotations, with {@code @DeclareRoles} or in {@code web.xml}. To
   * ask for another one is a fault of the rule, which is logged.
   *
   * @param role the role's name
   * @return whether it was found
   */
  public boolean isInRole(String role) {
    if (roles.contains(role)) {
      return true;
    }
    roleNotFound.accept(role);
    return false;
  }

  /**
   * Returns an attribute that the application's authenticator has set.
   *
   * @param attribute its name
   * @return its value, or empty if there is none
   */
  public Optional<String> attribute(String attribute) {
    return Optional.ofNullable(attributes.get(attribute));
  }

  /** {@return all attributes by name, unmodifiable} */
  public Map<String, String> attributes() {
    return attributes;
  }

  /** {@return when its right to be connected ends, or empty if nothing ends it by itself} */
  public Optional<Instant> expires() {
    return Optional.ofNullable(expires);
  }

  /** Compares users and their rights. How long a right lasts is not compared. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Subscriber that
        && Objects.equals(name, that.name)
        && roles.equals(that.roles)
        && attributes.equals(that.attributes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, roles, attributes);
  }

  /** Shows no attribute's value, since it may be confidential. */
  @Override
  public String toString() {
    return "Subscriber[name=%s, roles=%s, attributes=%s]"
        .formatted(name, roles, attributes.keySet());
  }
}
