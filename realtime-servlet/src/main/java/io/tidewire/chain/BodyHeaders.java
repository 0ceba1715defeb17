package io.tidewire.chain;

import jakarta.servlet.http.HttpServletResponse;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Knows the headers that describe a body. A filter never describes the body that is streamed. */
final class BodyHeaders {

  private static final Set<String> NAMES =
      Set.of(
          "accept-ranges",
          "cache-control",
          "content-digest",
          "content-disposition",
          "content-encoding",
          "content-language",
          "content-length",
          "content-location",
          "content-md5",
          "content-range",
          "content-type",
          "digest",
          "etag",
          "expires",
          "last-modified",
          "repr-digest",
          "trailer",
          "transfer-encoding");

  private BodyHeaders() {}

  static boolean contain(String name) {
    return NAMES.contains(name.toLowerCase(Locale.ROOT));
  }

  /**
   * Resets a response, but keeps the headers that do not describe its body, such as cookies.
   *
   * @param response an uncommitted response
   */
  static void dropBody(HttpServletResponse response) {
    Map<String, List<String>> kept = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (String name : response.getHeaderNames()) {
      if (!contain(name)) {
        kept.put(name, values(name, response.getHeaders(name)));
      }
    }
    response.reset();
    kept.forEach((name, values) -> values.forEach(value -> response.addHeader(name, value)));
  }

  /** Drops {@code Accept-Encoding} from {@code Vary}: a stream is the same for every encoding. */
  private static List<String> values(String name, Collection<String> values) {
    if (!name.equalsIgnoreCase("Vary")) {
      return List.copyOf(values);
    }
    return values.stream()
        .map(BodyHeaders::withoutAcceptEncoding)
        .filter(value -> !value.isEmpty())
        .toList();
  }

  private static String withoutAcceptEncoding(String vary) {
    return Arrays.stream(vary.split(","))
        .map(String::trim)
        .filter(field -> !field.equalsIgnoreCase("Accept-Encoding"))
        .collect(Collectors.joining(", "));
  }
}
