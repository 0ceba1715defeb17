package io.tidewire.chain;

import jakarta.servlet.ServletResponse;
import jakarta.servlet.ServletResponseWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shows which wrappers filters have put around a response.
 *
 * @param raw the container's response
 * @param guard the library's own wrapper, if it is in the chain
 * @param wrappers the classes of the wrappers that the guard can keep from the raw response
 * @param outside the classes of those that it cannot, because they come before it
 */
record ResponseLayers(
    HttpServletResponse raw,
    @Nullable GuardedResponse guard,
    List<String> wrappers,
    List<String> outside) {

  static ResponseLayers of(HttpServletResponse response) {
    List<String> wrappers = new ArrayList<>();
    List<String> outside = new ArrayList<>();
    GuardedResponse guard = null;
    ServletResponse layer = response;
    while (layer instanceof ServletResponseWrapper wrapper) {
      if (wrapper instanceof GuardedResponse found) {
        guard = found;
      } else {
        (guard == null ? wrappers : outside).add(wrapper.getClass().getName());
      }
      layer = wrapper.getResponse();
    }
    if (guard == null) {
      return new ResponseLayers((HttpServletResponse) layer, null, List.of(), wrappers);
    }
    return new ResponseLayers((HttpServletResponse) layer, guard, wrappers, outside);
  }

  boolean isWrapped() {
    return !wrappers.isEmpty() || !outside.isEmpty();
  }

  void hold() {
    if (guard != null) {
      guard.hold();
    }
  }

  /** {@return the names of all wrappers, for messages} */
  String describe() {
    List<String> all = new ArrayList<>(wrappers);
    all.addAll(outside);
    return String.join(", ", all);
  }
}
