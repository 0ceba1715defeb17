package io.tidewire.web;

import io.tidewire.wire.ErrorCode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the name that a client has given itself ({@code client=}). */
final class ClientName {

  private static final String PARAMETER = "client";
  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9_-]{16,64}");

  private ClientName() {}

  /**
   * Reads the name.
   *
   * @return the name, or null if the client has none
   * @throws Refusal if there are several, or it is not one that a client may have
   */
  static @Nullable String in(Arrival arrival) {
    List<String> names = Query.values(arrival.query().orElse(""), PARAMETER);
    if (names.isEmpty()) {
      return null;
    }
    if (names.size() > 1 || !ALLOWED.matcher(names.get(0)).matches()) {
      throw new Refusal(
          ErrorCode.BAD_REQUEST, "'client' is not one random name of 16 to 64 of A-Z a-z 0-9 - _");
    }
    return names.get(0);
  }
}
