package io.tidewire.spi;

import java.util.Optional;

/** The request that opens a connection, the same for each transport. */
public interface ConnectRequest {

  /**
   * Whom the container has authenticated.
   *
   * @return the principal's name, or empty
   */
  Optional<String> principal();

  /**
   * Asks the container for a role of the principal.
   *
   * @param role the role's name
   * @return whether the principal has it
   */
  boolean isInRole(String role);

  /**
   * A header field (RFC 9110, section 5).
   *
   * @param name its name, in any case
   * @return its first value, or empty
   */
  Optional<String> header(String name);

  /**
   * A parameter of the query.
   *
   * @param name its name
   * @return its first value, decoded, or empty
   */
  Optional<String> parameter(String name);
}
