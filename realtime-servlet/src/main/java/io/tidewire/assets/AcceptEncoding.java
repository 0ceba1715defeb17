package io.tidewire.assets;

import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Reads {@code Accept-Encoding} (RFC 9110, section 12.5.3). */
final class AcceptEncoding {

  private static final Pattern REFUSED = Pattern.compile("\\s*q\\s*=\\s*0(\\.0*)?\\s*");

  private AcceptEncoding() {}

  /**
   * Tells whether a client takes gzip.
   *
   * @param fields the fields of the header
   * @return true if one names it, or everything, and does not refuse it
   */
  static boolean takesGzip(List<String> fields) {
    boolean anything = false;
    for (String field : fields) {
      for (String coding : field.split(",", -1)) {
        int end = coding.indexOf(';');
        String name = end < 0 ? coding : coding.substring(0, end);
        boolean taken = end < 0 || !REFUSED.matcher(coding.substring(end + 1)).matches();
        switch (name.trim().toLowerCase(Locale.ROOT)) {
          case "gzip", "x-gzip" -> {
            return taken;
          }
          case "*" -> anything = taken;
          default -> {
            // Another coding, which we do not have.
          }
        }
      }
    }
    return anything;
  }
}
