package io.tidewire.wire;

/**
 * Shows text from elsewhere in a message for people: bounded, and without characters that could
 * forge a line, hide one or control a terminal.
 */
public final class Excerpt {

  /** The most characters that are shown of a text, including escapes and the note of its length. */
  public static final int MAX_LENGTH = 200;

  private static final int ROOM_FOR_NOTE = 32;

  private Excerpt() {}

  /**
   * Shows a text of which an attacker may have chosen every character.
   *
   * @param text the text
   * @return the text, or its beginning and how long it is; at most {@link #MAX_LENGTH} characters
   */
  public static String of(String text) {
    return of(text, MAX_LENGTH);
  }

  /**
   * Shows a text within another bound.
   *
   * @param text the text
   * @param maxLength the most characters of the result, at least 64
   * @return the text, or its beginning and how long it is
   */
  public static String of(String text, int maxLength) {
    StringBuilder shown = new StringBuilder(Math.min(text.length(), maxLength));
    int cut = 0;
    for (int i = 0; i < text.length(); ) {
      int character = text.codePointAt(i);
      append(shown, character);
      if (shown.length() <= maxLength - ROOM_FOR_NOTE) {
        cut = shown.length();
      } else if (shown.length() > maxLength) {
        shown.setLength(cut);
        return shown.append("... (").append(text.length()).append(" characters)").toString();
      }
      i += Character.charCount(character);
    }
    return shown.toString();
  }

  private static void append(StringBuilder shown, int character) {
    switch (character) {
      case '\n' -> shown.append("\\n");
      case '\r' -> shown.append("\\r");
      case '\t' -> shown.append("\\t");
      default -> {
        if (isShown(character)) {
          shown.appendCodePoint(character);
        } else {
          shown.append(String.format(character > 0xffff ? "\\u{%x}" : "\\u%04x", character));
        }
      }
    }
  }

  /** Tells whether to show a character: not if it controls or formats, as one that turns text. */
  private static boolean isShown(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }
}
