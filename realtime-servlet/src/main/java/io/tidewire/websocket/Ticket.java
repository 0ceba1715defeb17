package io.tidewire.websocket;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Identifies one upgrade by a request parameter that only the container sees. It begins with a
 * secret of the application, so that no client can forge one.
 */
final class Ticket {
  static final String PARAMETER = "tidewire-ticket";

  private Ticket() {}

  static String of(String secret, long number) {
    return secret + "." + number;
  }

  /** {@return the ticket among a request's parameters, or null} */
  static @Nullable String in(Map<String, List<String>> parameters, String secret) {
    return parameters.getOrDefault(PARAMETER, List.of()).stream()
        .filter(value -> value.startsWith(secret + "."))
        .findFirst()
        .orElse(null);
  }
}
