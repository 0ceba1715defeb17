package io.tidewire;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** The alphabet and the limits that topics, patterns, templates and event types share. */
final class Segments {

  static final int MAX_SEGMENTS = 16;
  static final int MAX_SEGMENT_LENGTH = 255;
  static final int MAX_LENGTH = 1_024;

  /** What a segment may consist of, for messages. */
  static final String ALPHABET = "1 to " + MAX_SEGMENT_LENGTH + " of A-Z a-z 0-9 . _ ~ : @ -";

  private static final int MAX_SHOWN = 200;

  private Segments() {}

  /**
   * Checks the segments of a topic, a pattern or a template.
   *
   * @param what which of them it is, for the message
   * @param text as it was written, for the message
   * @param segments what is checked: the text without wildcards and variables
   * @throws IllegalArgumentException if it is malformed
   */
  static void check(String what, String text, String segments) {
    Optional<String> fault = fault(segments);
    if (fault.isPresent()) {
      throw new IllegalArgumentException(what + " '" + printable(text) + "': " + fault.get());
    }
  }

  private static Optional<String> fault(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.of(text.length() + " characters, at most " + MAX_LENGTH + " are allowed");
    }
    String[] segments = split(text.startsWith("$") ? text.substring(1) : text);
    if (segments.length > MAX_SEGMENTS) {
      return Optional.of(segments.length + " segments, at most " + MAX_SEGMENTS + " are allowed");
    }
    for (String segment : segments) {
      if (!isSegment(segment)) {
        return Optional.of(
            segment.length() > MAX_SEGMENT_LENGTH
                ? "segment '%s' has %d characters, at most %d are allowed"
                    .formatted(printable(segment), segment.length(), MAX_SEGMENT_LENGTH)
                : "segment '" + printable(segment) + "' is not " + ALPHABET);
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

  /**
   * Escapes a value.
   *
   * @throws IllegalArgumentException if the value is no Unicode text, since two such values would
   *     make the same segment, or if it is empty or too long
   */
  static String escapeChecked(String value) {
    if (value.isEmpty()) {
      throw new IllegalArgumentException("an empty value cannot be a segment of a topic");
    }
    if (value.codePoints().anyMatch(Segments::isSurrogate)) {
      throw new IllegalArgumentException(
          "value '%s' has half of a surrogate pair, so it cannot be written in UTF-8"
              .formatted(printable(value)));
    }
    String segment = escape(value);
    if (segment.length() > MAX_SEGMENT_LENGTH) {
      throw new IllegalArgumentException(
          ("value '%s' makes a segment of %d bytes, at most %d are allowed: characters other than"
                  + " A-Z a-z 0-9 . _ : @ - count 3 for each of their UTF-8 bytes")
              .formatted(printable(value), segment.length(), MAX_SEGMENT_LENGTH));
    }
    return segment;
  }

  private static boolean isSurrogate(int codePoint) {
    return codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
  }

  private static String escape(String value) {
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

  /** {@return whether escaping some value gives this segment} */
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
          "segment '"
              + printable(segment)
              + "' has a '~' that is not followed by two hexadecimal digits");
    }
    return high * 16 + low;
  }

  /**
   * Makes a text from outside fit for a message: at most 200 characters of it, and those that would
   * not be seen, or would change how a line looks, as backslash escapes.
   */
  static String printable(String text) {
    StringBuilder safe = new StringBuilder();
    int shown = 0;
    while (shown < text.length() && safe.length() < MAX_SHOWN) {
      int codePoint = text.codePointAt(shown);
      shown += Character.charCount(codePoint);
      if (isPrintable(codePoint)) {
        safe.appendCodePoint(codePoint);
      } else {
        safe.append(String.format(Locale.ROOT, "\\u%04X", codePoint));
      }
    }
    return shown < text.length() ? safe + "..." : safe.toString();
  }

  private static boolean isPrintable(int codePoint) {
    return switch (Character.getType(codePoint)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
