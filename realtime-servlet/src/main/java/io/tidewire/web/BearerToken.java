package io.tidewire.web;

import java.util.Objects;

/** Holds a bearer token, so that it gets into no text by accident. */
final class BearerToken {

  /** What a verifier is asked about at most, in characters. */
  static final int MAX_LENGTH = 8 * 1_024;

  private static final String MARKS = "-._~+/";

  private final String value;

  BearerToken(String value) {
    this.value = Objects.requireNonNull(value, "value");
  }

  String value() {
    return value;
  }

  /** {@return whether it is short enough and a token68 (RFC 9110, section 11.2)} */
  boolean isWellFormed() {
    int end = value.length();
    while (end > 0 && value.charAt(end - 1) == '=') {
      end--;
    }
    return end > 0
        && value.length() <= MAX_LENGTH
        && value.chars().limit(end).allMatch(character -> isPart((char) character));
  }

  private static boolean isPart(char character) {
    return (character >= '0' && character <= '9')
        || (character >= 'A' && character <= 'Z')
        || (character >= 'a' && character <= 'z')
        || MARKS.indexOf(character) >= 0;
  }

  /** Shows the length only. */
  @Override
  public String toString() {
    return "BearerToken[" + value.length() + " characters]";
  }
}
