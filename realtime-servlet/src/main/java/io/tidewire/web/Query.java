package io.tidewire.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Reads a query by itself, since a container would read the body of a form for a parameter. */
final class Query {

  private Query() {}

  /** {@return the decoded values of a parameter, in their order; empty for one without a value} */
  static List<String> values(String query, String parameter) {
    List<String> values = new ArrayList<>();
    for (String part : query.split("&", -1)) {
      int equals = part.indexOf('=');
      String name = equals < 0 ? part : part.substring(0, equals);
      if (decoded(name).equals(parameter)) {
        values.add(equals < 0 ? "" : decoded(part.substring(equals + 1)));
      }
    }
    return values;
  }

  private static String decoded(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return text;
    }
  }
}
