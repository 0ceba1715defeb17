package io.tidewire.wire;

import java.nio.charset.StandardCharsets;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Texts that try to break out of where they stand. */
final class Texts {

  private static final String[] PIECES = {
    "\r",
    "\n",
    "\r\n",
    "\0",
    "\u2028",
    "\u2029",
    "\u0085",
    "\ufeff",
    "\ud800",
    "\udc00",
    "\ud83d\ude00",
    "\u00e4",
    "\"",
    "\\",
    "\\u000a",
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    " ",
    "\t",
    "\b",
    "\u007f",
    "event: bye",
    "data: forged",
    "id: x-1",
    "retry: 0",
    ":",
    "\n\n",
    "a",
    "",
  };

  private Texts() {}

  static Arbitrary<String> hostile() {
    return Arbitraries.oneOf(
        Arbitraries.of(PIECES).list().ofMaxSize(12).map(list -> String.join("", list)),
        Arbitraries.strings().ofMaxLength(20));
  }

  /** What is left of a text in UTF-8: a lone surrogate becomes a question mark. */
  static String inUtf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  /** The lines of a text, joined as an event stream gives them back. */
  static String joinedLines(String text) {
    return String.join("\n", text.split("\r\n|\r|\n", -1));
  }
}
