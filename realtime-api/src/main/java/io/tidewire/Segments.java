package io.tidewire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The alphabet and the limits that topics, patterns, templates and event types share. */
final class Segments {

  static final int MAX_SEGMENTS = 16;
  static final int MAX_SEGMENT_LENGTH = 64;
  static final int MAX_LENGTH = 255;

  private static final String ALPHABET =
      "1 to " + MAX_SEGMENT_LENGTH + " of A-Z a-z 0-9 . _ ~ : @ -";

  private Segments() {}

  /** The first fault of a topic's name, or empty if it is well formed. */
  static Optional<String> fault(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.of(text.length() + " characters, at most " + MAX_LENGTH + " are allowed");
    }
    String[] segments = split(text.startsWith("$") ? text.substring(1) : text);
    if (segments.length > MAX_SEGMENTS) {
      return Optional.of(segments.length + " segments, at most " + MAX_SEGMENTS + " are allowed");
    }
    for (String segment : segments) {
      if (!isSegment(segment)) {
        return Optional.of("segment '" + printable(segment) + "' is not " + ALPHABET);
      }
    }
    return Optional.empty();
  }

  static String[] split(String text) {
    return text.split("/", -1);
  }

  static boolean isSegment(String text) {
    if (text.isEmpty() || text.length() > MAX_SEGMENT_LENGTH) {
      return false;
    }
    for (int i = 0; i < text.length(); i++) {
      if (!isAllowed(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllowed(char c) {
    return isUnescaped(c) || c == '~';
  }

  private static boolean isUnescaped(char c) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || (c >= '0' && c <= '9')
        || ".-_:@".indexOf(c) >= 0;
  }

  static String escape(String value) {
    StringBuilder escaped = new StringBuilder(value.length());
    for (byte b : value.getBytes(StandardCharsets.UTF_8)) {
      char c = (char) (b & 0xff);
      if (isUnescaped(c)) {
        escaped.append(c);
      } else {
        escaped.append('~').append(String.format(Locale.ROOT, "%02X", b & 0xff));
      }
    }
    return escaped.toString();
  }

  static String unescape(String segment) {
    if (segment.indexOf('~') < 0) {
      return segment;
    }
    byte[] bytes = new byte[segment.length()];
    int length = 0;
    for (int i = 0; i < segment.length(); i++) {
      char c = segment.charAt(i);
      if (c == '~') {
        bytes[length++] = (byte) hexPair(segment, i + 1);
        i += 2;
      } else {
        bytes[length++] = (byte) c;
      }
    }
    return new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  /** Whether escaping some value gives this segment. */
  static boolean isCanonical(String segment) {
    if (segment.indexOf('~') < 0) {
      return true;
    }
    try {
      return escape(unescape(segment)).equals(segment);
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static int hexPair(String segment, int at) {
    int high = at + 1 < segment.length() ? Character.digit(segment.charAt(at), 16) : -1;
    int low = high < 0 ? -1 : Character.digit(segment.charAt(at + 1), 16);
    if (low < 0) {
      throw new IllegalArgumentException(
          "segment '" + segment + "' has a '~' that is not followed by two hexadecimal digits");
    }
    return high * 16 + low;
  }

  /** A text from outside, fit for a message: no control characters, and not longer than useful. */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    for (int i = 0; i < text.length() && i < MAX_SEGMENT_LENGTH + 1; i++) {
      char c = text.charAt(i);
      safe.append(c < ' ' || c > '~' ? '?' : c);
    }
    return text.length() > MAX_SEGMENT_LENGTH + 1 ? safe + "..." : safe.toString();
  }
}
