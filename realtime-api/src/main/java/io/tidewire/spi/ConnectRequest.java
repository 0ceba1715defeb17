package io.tidewire.spi;

import io.tidewire.Subscriber;
import java.util.Optional;

/** Presents the request that opens a connection, in the same way for each transport. */
public interface ConnectRequest {

  /**
   * Returns whom the container has authenticated, with those roles that the application names
   * somewhere; see {@link Subscriber#isInRole}. To ask for 100 roles takes far less than a
   * millisecond.
   *
   * @return the user or, if there is none, an anonymous subscriber with the same way to ask for
   *     roles
   */
  default Subscriber caller() {
    return principal().map(Subscriber::named).orElseGet(Subscriber::anonymous);
  }

  /**
   * Returns the bearer token that was given, by whichever road: a header, a subprotocol, the query
   * or an {@code auth} frame. It has been verified. {@link #caller}, {@link #principal} and {@link
   * #isInRole} speak of its user, not of one whom the container knows beside it.
   *
   * @return the token, or empty if there is none
   */
  default Optional<String> token() {
    return Optional.empty();
  }

  /** {@return the name of the user whom the container has authenticated, or empty} */
  Optional<String> principal();

  /**
   * Asks the container for a role of the principal.
   *
   * @param role the role's name
   * @return whether the principal has it
   */
  boolean isInRole(String role);

  /**
   * Returns a header field (RFC 9110, section 5).
   *
   * @param name its name, in any case
   * @return its first value, or empty
   */
  Optional<String> header(String name);

  /**
   * Returns a parameter of the query.
   *
   * @param name its name
   * @return its first value, decoded, or empty
   */
  Optional<String> parameter(String name);

  /**
   * Returns an attribute of the HTTP session, where the request belongs to one. None is begun.
   *
   * @param name the attribute's name
   * @return its value, or empty
   */
  default Optional<Object> sessionAttribute(String name) {
    return Optional.empty();
  }
}
