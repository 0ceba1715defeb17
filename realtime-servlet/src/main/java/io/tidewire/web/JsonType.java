package io.tidewire.web;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Recognises the media type of JSON (RFC 8259, section 11). */
final class JsonType {

  private static final String CHARSET = "charset=";
  private static final Pattern UTF_8 = Pattern.compile("utf-?8|\"utf-?8\"");

  private JsonType() {}

  static boolean isJsonInUtf8(@Nullable String contentType) {
    if (contentType == null) {
      return false;
    }
    String[] parts = contentType.toLowerCase(Locale.ROOT).split(";", -1);
    if (!parts[0].trim().equals("application/json")) {
      return false;
    }
    for (int i = 1; i < parts.length; i++) {
      String parameter = parts[i].trim();
      if (parameter.startsWith(CHARSET)
          && !UTF_8.matcher(parameter.substring(CHARSET.length())).matches()) {
        return false;
      }
    }
    return true;
  }
}
