package io.tidewire.chain;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Holds what one deployment descriptor says about filters and roles.
 *
 * @param place names the descriptor in messages
 * @param metadataComplete whether annotations and fragments do not count beside it; a fragment can
 *     say so of its own jar only, which is not told here
 * @param filters for each filter that it declares, what it says of async support: {@code UNKNOWN}
 *     if nothing
 * @param mappings which filters are applied to what
 * @param roles the names of its {@code security-role}s
 */
record Descriptor(
    String place,
    boolean metadataComplete,
    Map<String, AsyncSupport> filters,
    List<Mapping> mappings,
    Set<String> roles) {

  /** The kinds of dispatch in which our servlets answer. */
  private static final Set<String> OURS = Set.of("REQUEST", "ASYNC");

  /**
   * Holds one {@code filter-mapping}.
   *
   * @param filter the filter's name
   * @param targets URL patterns and servlet names
   * @param dispatchers kinds of dispatch; none means {@code REQUEST}
   */
  record Mapping(String filter, Set<String> targets, Set<String> dispatchers) {

    boolean isForRequests() {
      return dispatchers.isEmpty() || dispatchers.stream().anyMatch(OURS::contains);
    }
  }
}
