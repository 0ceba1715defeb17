package io.tidewire.wire;

import org.jspecify.annotations.Nullable;

/** Writes one flat JSON object (RFC 8259). Text that is not well-formed UTF-16 stays escaped. */
public final class JsonWriter {

  /** The most that a character takes: a backslash, a u and four digits. */
  private static final int ESCAPED = 6;

  private final StringBuilder json = new StringBuilder(160).append('{');

  /**
   * Adds a string member.
   *
   * @param name the member's name
   * @param value its value; nothing is added if it is null
   * @return this writer
   */
  public JsonWriter text(String name, @Nullable String value) {
    if (value != null) {
      name(name);
      quote(json, value);
    }
    return this;
  }

  /**
   * Adds a number.
   *
   * @param name the member's name
   * @param value its value
   * @return this writer
   */
  public JsonWriter number(String name, long value) {
    name(name);
    json.append(value);
    return this;
  }

  /**
   * Adds a boolean.
   *
   * @param name the member's name
   * @param value its value
   * @return this writer
   */
  public JsonWriter bool(String name, boolean value) {
    name(name);
    json.append(value);
    return this;
  }

  /**
   * Adds a member whose value is already JSON.
   *
   * @param name the member's name
   * @param value a JSON value, trusted to be well formed
   * @return this writer
   */
  public JsonWriter raw(String name, CharSequence value) {
    name(name);
    json.append(value);
    return this;
  }

  /**
   * Ends the object.
   *
   * @return its text
   */
  public String end() {
    return json.append('}').toString();
  }

  private void name(String name) {
    if (json.length() > 1) {
      json.append(',');
    }
    quote(json, name);
    json.append(':');
  }

  /**
   * Quotes a string.
   *
   * @param value any text
   * @return a JSON string
   */
  public static String quoted(String value) {
    StringBuilder out = new StringBuilder(value.length() + 2);
    quote(out, value);
    return out.toString();
  }

  /**
   * Returns how many bytes a string takes at most when quoted, in UTF-8, without its quotes.
   *
   * @param value any text, or null
   * @return an upper bound that needs no quoting; 0 for null
   */
  static int quotedBytes(@Nullable String value) {
    int bytes = 0;
    for (int i = 0; value != null && i < value.length(); i++) {
      char c = value.charAt(i);
      if (c < ' ' || c >= 0x80) {
        bytes += ESCAPED;
      } else {
        bytes += c == '"' || c == '\\' ? 2 : 1;
      }
    }
    return bytes;
  }

  private static void quote(StringBuilder out, String value) {
    out.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"', '\\' -> out.append('\\').append(c);
        case '\n' -> out.append("\\n");
        case '\r' -> out.append("\\r");
        case '\t' -> out.append("\\t");
        default -> append(out, value, i, c);
      }
    }
    out.append('"');
  }

  private static void append(StringBuilder out, String value, int at, char c) {
    if (c < ' ' || c == '\u2028' || c == '\u2029' || isLoneSurrogate(value, at, c)) {
      out.append("\\u");
      for (int shift = 12; shift >= 0; shift -= 4) {
        out.append(Character.forDigit((c >> shift) & 0xf, 16));
      }
    } else {
      out.append(c);
    }
  }

  private static boolean isLoneSurrogate(String value, int at, char c) {
    if (Character.isHighSurrogate(c)) {
      return at + 1 == value.length() || !Character.isLowSurrogate(value.charAt(at + 1));
    }
    return Character.isLowSurrogate(c)
        && (at == 0 || !Character.isHighSurrogate(value.charAt(at - 1)));
  }
}
