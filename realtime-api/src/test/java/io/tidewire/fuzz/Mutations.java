package io.tidewire.fuzz;

import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Makes new samples of old ones, by a few edits: parts are left out, repeated, cut off, replaced by
 * words that matter to whoever reads them, or by parts of other samples.
 */
public final class Mutations {

  private static final int MOST_EDITS = 6;
  private static final int WHOLE = 10_000;
  private static final int MOST_CHARACTERS = 100_000;

  /** What breaks out of texts and numbers, whatever the format. */
  private static final String[] PIECES = {
    "",
    "\0",
    "\n",
    "\r\n",
    "\t",
    " ",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "\ud800",
    "\udc00",
    "\ud83d\ude00",
    "\u00e4",
    "\u2028",
    "\u202e",
    "\ufeff",
    "\uffff",
    "%00",
    "%0a",
    "%zz",
    "%",
    "0",
    "-1",
    "1e9",
    "1e999999999",
    "99999999999999999999",
    "null",
    "true",
    "{}",
    "[]",
    "[[[[[[[[",
    "/",
    "//",
    "*",
    "**",
    "$",
    "$user/ann",
    "..",
    ",",
    ";",
    "=",
    "&",
    "+",
    ".",
  };

  private Mutations() {}

  /**
   * One change of a text.
   *
   * @param at where, in ten thousandths of the text
   * @param length how much of it
   */
  private record Edit(Kind kind, int at, int length, String piece, int times) {

    String applyTo(String text) {
      int from = (int) ((long) text.length() * at / WHOLE);
      int to = Math.min(text.length(), from + length);
      String before = text.substring(0, from);
      String part = text.substring(from, to);
      String rest = text.substring(to);
      String edited =
          switch (kind) {
            case LEAVE_OUT -> before + rest;
            case REPLACE -> before + piece + rest;
            case INSERT -> before + piece + part + rest;
            case CUT -> before;
            case REPEAT -> before + part.repeat(times) + rest;
          };
      return edited.length() <= MOST_CHARACTERS ? edited : text;
    }
  }

  private enum Kind {
    LEAVE_OUT,
    REPLACE,
    INSERT,
    CUT,
    REPEAT
  }

  /**
   * {@return texts that are nearly as good as these, or not at all}
   *
   * @param samples good ones, and bad ones
   * @param words what means something in their format
   */
  public static Arbitrary<String> of(List<String> samples, String... words) {
    Arbitrary<String> pieces =
        Arbitraries.oneOf(
            Arbitraries.of(words),
            Arbitraries.of(PIECES),
            Arbitraries.of(samples),
            Arbitraries.strings().ofMaxLength(8));
    Arbitrary<Edit> edits =
        Combinators.combine(
                Arbitraries.of(Kind.class),
                Arbitraries.integers().between(0, WHOLE),
                Arbitraries.integers().between(0, 16),
                pieces,
                Arbitraries.frequencyOf(
                    Tuple.of(9, Arbitraries.integers().between(2, 9)),
                    Tuple.of(1, Arbitraries.integers().between(10, 5_000))))
            .as(Edit::new);
    return Combinators.combine(Arbitraries.of(samples), edits.list().ofMaxSize(MOST_EDITS))
        .as(Mutations::edited);
  }

  private static String edited(String sample, List<Edit> edits) {
    String text = sample;
    for (Edit edit : edits) {
      text = edit.applyTo(text);
    }
    return text;
  }
}
