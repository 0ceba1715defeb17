package io.tidewire.wire;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON value (RFC 8259), strictly: no comments, no trailing commas, no duplicate names,
 * nothing after the value, and no nesting deeper than 32.
 *
 * <p>Returns {@link Map}, {@link List}, {@link String}, {@link BigDecimal}, {@link Boolean} or
 * null; for members that are to be left as they are, a {@link JsonText}. The caller bounds the size
 * of the text.
 */
public final class JsonReader {

  private static final int MAX_DEPTH = 32;
  private static final int MAX_NUMBER_LENGTH = 64;
  private static final int MAX_SCALE = 1_000;

  private final String text;
  private final Set<String> raw;
  private int at;
  private int depth;

  /** How deep the objects are whose members may be left as they are. */
  private int rawDepth = 1;

  /** Whether what is read is made into values, rather than checked only. */
  private boolean reading = true;

  private JsonReader(String text, Set<String> raw) {
    this.text = text;
    this.raw = raw;
  }

  /**
   * Reads a text.
   *
   * @param text one JSON value, white space around it allowed
   * @return the value
   * @throws JsonException if the text is not JSON; the message says where
   */
  public static @Nullable Object read(String text) {
    return read(text, Set.of());
  }

  /**
   * Reads a text, and leaves some members as they are written. They are checked by the same rules.
   *
   * @param text one JSON value, white space around it allowed
   * @param raw the names of members that come back as {@link JsonText}: those of the object that
   *     the text is, or of the objects in the array that it is; not of objects further inside
   * @return the value
   * @throws JsonException if the text is not JSON; the message says where
   */
  public static @Nullable Object read(String text, Set<String> raw) {
    JsonReader reader = new JsonReader(text, raw);
    Object value = reader.whole();
    reader.skipWhiteSpace();
    if (reader.at < text.length()) {
      throw reader.fault("unexpected text after the value");
    }
    return value;
  }

  private @Nullable Object whole() {
    skipWhiteSpace();
    if (peek() == '[') {
      rawDepth++;
    }
    return value();
  }

  private JsonText unread() {
    skipWhiteSpace();
    int from = at;
    reading = false;
    value();
    reading = true;
    return new JsonText(text, from, at);
  }

  /** {@return the value, of which nothing is meant if it is only checked} */
  private @Nullable Object value() {
    skipWhiteSpace();
    return switch (peek()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string(reading);
      case 't' -> literal("true", true);
      case 'f' -> literal("false", false);
      case 'n' -> literal("null", null);
      default -> number();
    };
  }

  private Map<String, @Nullable Object> object() {
    enter();
    Map<String, @Nullable Object> members = new LinkedHashMap<>();
    if (skipIf('}')) {
      return leave(members);
    }
    do {
      skipWhiteSpace();
      int nameAt = at;
      String name = string(true);
      expect(':');
      if (members.containsKey(name)) {
        at = nameAt;
        throw fault("a name occurs twice");
      }
      boolean isRaw = reading && depth == rawDepth && raw.contains(name);
      members.put(name, isRaw ? unread() : value());
    } while (skipIf(','));
    expect('}');
    return leave(members);
  }

  private List<@Nullable Object> array() {
    enter();
    List<@Nullable Object> elements = new ArrayList<>();
    if (skipIf(']')) {
      return leave(elements);
    }
    do {
      Object element = value();
      if (reading) {
        elements.add(element);
      }
    } while (skipIf(','));
    expect(']');
    return leave(elements);
  }

  private void enter() {
    at++;
    if (++depth > MAX_DEPTH) {
      throw fault("nested deeper than " + MAX_DEPTH);
    }
  }

  private <T> T leave(T value) {
    depth--;
    return value;
  }

  private String string(boolean read) {
    if (peek() != '"') {
      throw fault("expected a string");
    }
    at++;
    StringBuilder value = new StringBuilder(read ? 16 : 0);
    while (peek() != '"') {
      char c = text.charAt(at++);
      if (c < ' ') {
        at--;
        throw fault("a control character must be escaped");
      }
      char meant = c == '\\' ? escape() : c;
      if (read) {
        value.append(meant);
      }
    }
    at++;
    return value.toString();
  }

  private char escape() {
    char c = peek();
    at++;
    return switch (c) {
      case '"', '\\', '/' -> c;
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> unicode();
      default -> throw fault("unknown escape");
    };
  }

  private char unicode() {
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = peek() > 'f' ? -1 : Character.digit(peek(), 16);
      if (digit < 0) {
        throw fault("expected four hexadecimal digits");
      }
      code = code * 16 + digit;
      at++;
    }
    return (char) code;
  }

  private @Nullable Object literal(String word, @Nullable Object value) {
    if (!text.startsWith(word, at)) {
      throw fault("expected a value");
    }
    at += word.length();
    return value;
  }

  private BigDecimal number() {
    int start = at;
    skipIfThere('-');
    int integerAt = at;
    skipDigits();
    if (text.charAt(integerAt) == '0' && at > integerAt + 1) {
      throw fault("a number cannot begin with 0");
    }
    if (skipIfThere('.')) {
      skipDigits();
    }
    if (skipIfThere('e') || skipIfThere('E')) {
      if (!skipIfThere('+')) {
        skipIfThere('-');
      }
      skipDigits();
    }
    if (at - start > MAX_NUMBER_LENGTH) {
      throw fault("a number is longer than " + MAX_NUMBER_LENGTH + " characters");
    }
    return number(text.substring(start, at));
  }

  /** Refuses huge exponents: short texts, but numbers that take too long to write out. */
  private BigDecimal number(String digits) {
    try {
      BigDecimal number = new BigDecimal(digits);
      if (Math.abs((long) number.scale()) <= MAX_SCALE) {
        return number;
      }
    } catch (NumberFormatException e) {
      // BigDecimal's own limits are wider than ours: the same fault.
    }
    throw fault("a number has an exponent beyond " + MAX_SCALE);
  }

  private void skipDigits() {
    int start = at;
    while (at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9') {
      at++;
    }
    if (at == start) {
      throw fault("expected a value");
    }
  }

  private boolean skipIfThere(char c) {
    boolean there = at < text.length() && text.charAt(at) == c;
    at += there ? 1 : 0;
    return there;
  }

  private boolean skipIf(char c) {
    skipWhiteSpace();
    return skipIfThere(c);
  }

  private void expect(char c) {
    if (!skipIf(c)) {
      throw fault("expected '" + c + "'");
    }
  }

  private char peek() {
    if (at >= text.length()) {
      throw fault("unexpected end");
    }
    return text.charAt(at);
  }

  private void skipWhiteSpace() {
    while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
  }

  private JsonException fault(String what) {
    return new JsonException(what + " at character " + at);
  }
}
