package io.tidewire.web;

import io.tidewire.engine.BoundedLog;
import io.tidewire.wire.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads parameters, and refuses a request whose parameters the container cannot read: some throw
 * for a query such as {@code %zz}, each an exception of its own.
 */
final class Parameters {

  private static final System.Logger LOG = System.getLogger(Parameters.class.getName());

  private Parameters() {}

  /**
   * Reads a parameter.
   *
   * @return its first value, or null
   * @throws Refusal if the parameters of the request cannot be read
   */
  static @Nullable String first(HttpServletRequest request, String name) {
    List<String> values = all(request, name);
    return values.isEmpty() ? null : values.get(0);
  }

  /**
   * Reads a parameter that may be given several times.
   *
   * @return its values
   * @throws Refusal if the parameters of the request cannot be read
   */
  static List<String> all(HttpServletRequest request, String name) {
    try {
      String @Nullable [] values = request.getParameterValues(name);
      return values == null ? List.of() : List.of(values);
    } catch (RuntimeException e) {
      // Each container has exceptions of its own for a query that it cannot decode.
      WebApplication.find(request.getServletContext())
          .ifPresent(application -> log(application, request, e));
      throw new Refusal(ErrorCode.BAD_REQUEST, "the parameters of the request cannot be read");
    }
  }

  private static void log(
      WebApplication application, HttpServletRequest request, RuntimeException thrown) {
    application
        .hub()
        .boundedLog()
        .log(
            BoundedLog.Kind.MALFORMED,
            LOG,
            "the parameters of a request to " + request.getServletPath() + " cannot be read",
            thrown);
  }
}
