package io.tidewire.web;

/** Recognises tokens, such as the names of header fields (RFC 9110, section 5.6.2). */
final class Tokens {

  private static final String MARKS = "!#$%&'*+-.^_`|~";

  private Tokens() {}

  static boolean isToken(String text) {
    return !text.isEmpty()
        && text.chars().allMatch(character -> isTokenCharacter((char) character));
  }

  static boolean isTokenCharacter(char character) {
    return (character >= '0' && character <= '9')
        || (character >= 'A' && character <= 'Z')
        || (character >= 'a' && character <= 'z')
        || MARKS.indexOf(character) >= 0;
  }
}
