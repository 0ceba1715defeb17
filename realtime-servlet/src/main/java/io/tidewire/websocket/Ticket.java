package io.tidewire.websocket;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A request parameter of one upgrade alone, seen by nobody but the container. It begins with a
 * secret of the application, so that no client can bring one of its own.
 */
final class Ticket {
  static final String PARAMETER = "tidewire-ticket";

  private Ticket() {}

  static String of(String secret, long number) {
    return secret + "." + number;
  }

  /** The ticket among a request's parameters, or null. */
  static @Nullable String in(Map<String, List<String>> parameters, String secret) {
    return parameters.getOrDefault(PARAMETER, List.of()).stream()
        .filter(value -> value.startsWith(secret + "."))
        .findFirst()
        .orElse(null);
  }
}
