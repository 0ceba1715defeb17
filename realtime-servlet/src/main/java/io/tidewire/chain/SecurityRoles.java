package io.tidewire.chain;

import jakarta.servlet.ServletContext;
import java.util.Set;
import java.util.TreeSet;

/** Reads the roles that an application's deployment descriptors declare. */
public final class SecurityRoles {

  private SecurityRoles() {}

  /**
   * Reads {@code security-role} elements.
   *
   * @param context the application
   * @return the names in its web.xml and in the fragments that count
   */
  public static Set<String> of(ServletContext context) {
    Set<String> names = new TreeSet<>();
    Descriptors.of(context).forEach(descriptor -> names.addAll(descriptor.roles()));
    return names;
  }
}
