package io.tidewire.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Reads one field of {@code Forwarded} (RFC 7239, section 4).
 *
 * <p>A malformed field has no elements at all: what a client sent must not change how the element
 * is read that the proxy appended to it.
 */
final class ForwardedHeader {

  private final String text;
  private int at;

  private ForwardedHeader(String text) {
    this.text = text;
  }

  /**
   * {@return the elements in order, each with its parameters by lower-case name; none if malformed}
   */
  static List<Map<String, String>> parse(String field) {
    ForwardedHeader header = new ForwardedHeader(field);
    List<Map<String, String>> elements = new ArrayList<>();
    do {
      Map<String, String> element = new LinkedHashMap<>();
      if (!header.readElement(element)) {
        return List.of();
      }
      if (!element.isEmpty()) {
        elements.add(element);
      }
    } while (header.skip(','));
    return header.at == field.length() ? elements : List.of();
  }

  private boolean readElement(Map<String, String> element) {
    do {
      skipBlanks();
      String name = token().toLowerCase(Locale.ROOT);
      if (!name.isEmpty()) {
        if (!skip('=') || !readValue(name, element)) {
          return false;
        }
      }
      skipBlanks();
    } while (skip(';'));
    return true;
  }

  /** Reads a parameter's value; an empty or repeated one makes the element malformed. */
  private boolean readValue(String name, Map<String, String> element) {
    String value = skip('"') ? quoted() : unquoted();
    return !value.isEmpty() && element.put(name, value) == null;
  }

  private String token() {
    int begin = at;
    while (at < text.length() && Tokens.isTokenCharacter(text.charAt(at))) {
      at++;
    }
    return text.substring(begin, at);
  }

  /** Reads a token, or an address or port that should be quoted but, by many proxies, is not. */
  private String unquoted() {
    int begin = at;
    while (at < text.length()
        && (Tokens.isTokenCharacter(text.charAt(at)) || ":[]".indexOf(text.charAt(at)) >= 0)) {
      at++;
    }
    return text.substring(begin, at);
  }

  /** Reads what follows an opening quotation mark; returns "" if there is no closing one. */
  private String quoted() {
    StringBuilder value = new StringBuilder();
    while (at < text.length()) {
      char character = text.charAt(at++);
      if (character == '"') {
        return value.toString();
      }
      if (character == '\\' && at < text.length()) {
        character = text.charAt(at++);
      }
      value.append(character);
    }
    return "";
  }

  private boolean skip(char expected) {
    if (at < text.length() && text.charAt(at) == expected) {
      at++;
      return true;
    }
    return false;
  }

  private void skipBlanks() {
    while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
      at++;
    }
  }
}
