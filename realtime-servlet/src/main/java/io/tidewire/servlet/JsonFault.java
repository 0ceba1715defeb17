package io.tidewire.servlet;

import io.tidewire.wire.Excerpt;
import io.tidewire.wire.JsonReader;
import io.tidewire.wire.JsonWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds which part of a JSON text does not fit a type, by trying. JSON-B itself does not tell: its
 * messages name Java classes, differ between implementations, and many have no place.
 *
 * <p>Of the members or elements of a value, the first are tried alone, by bisection, until the one
 * is found with which they do not fit any more. The search goes on inside that one, between what
 * came before it. It ends at a value that has nothing inside, or whose empty form does not fit
 * either, and after {@link #MAX_TRIALS}: a bad message must not cost more than some good ones.
 */
final class JsonFault {

  /** The number of times that a text is bound to find the fault in it. */
  static final int MAX_TRIALS = 32;

  /** The number of characters of the longest text in which a fault is looked for. */
  static final int MAX_LENGTH = 8_192;

  private static final String ROOT = "data";

  private final Predicate<String> binds;
  private int trials;

  private JsonFault(Predicate<String> binds) {
    this.binds = binds;
  }

  /**
   * Finds a fault.
   *
   * @param text a JSON value that does not fit
   * @param binds tells whether a JSON text fits
   * @return the path of the part that does not, {@code data.lines[3].text}, as far as it was found;
   *     fit to be shown
   */
  static String pathIn(String text, Predicate<String> binds) {
    if (text.length() > MAX_LENGTH) {
      return ROOT;
    }
    return Excerpt.of(new JsonFault(binds).path(JsonReader.read(text)));
  }

  private String path(@Nullable Object value) {
    StringBuilder path = new StringBuilder(ROOT);
    UnaryOperator<String> around = UnaryOperator.identity();
    Inside parts = Inside.of(value);
    while (parts != null && parts.size() > 0) {
      int at = firstThatDoesNotFit(parts, around);
      if (at < 0) {
        break;
      }
      path.append(parts.step(at));
      Inside outer = parts;
      UnaryOperator<String> outside = around;
      around = inner -> outside.apply(outer.first(at, inner));
      parts = Inside.of(parts.values().get(at));
    }
    return path.toString();
  }

  /** {@return the place of the part, or -1 if there is none or too much has been tried} */
  private int firstThatDoesNotFit(Inside parts, UnaryOperator<String> around) {
    int fit = -1;
    int doNotFit = parts.size();
    while (doNotFit - fit > 1) {
      int tried = (fit + doNotFit) >>> 1;
      if (++trials > MAX_TRIALS) {
        return -1;
      }
      if (binds.test(around.apply(parts.first(tried, null)))) {
        fit = tried;
      } else {
        doNotFit = tried;
      }
    }
    return doNotFit - 1;
  }

  /** The members of an object, or the elements of an array, whose names are null then. */
  private record Inside(@Nullable List<String> names, List<@Nullable Object> values) {

    static @Nullable Inside of(@Nullable Object value) {
      if (value instanceof Map<?, ?> members) {
        return new Inside(
            members.keySet().stream().map(String::valueOf).toList(),
            new ArrayList<>(members.values()));
      }
      return value instanceof List<?> elements ? new Inside(null, new ArrayList<>(elements)) : null;
    }

    int size() {
      return values.size();
    }

    String step(int at) {
      if (names == null) {
        return "[" + at + "]";
      }
      String name = names.get(at);
      return name.matches("[\\p{L}_$][\\p{L}\\p{N}_$]*")
          ? "." + name
          : "[" + JsonWriter.quoted(name) + "]";
    }

    /** {@return the first parts, and behind them another with the next one's name, if not null} */
    String first(int count, @Nullable String next) {
      List<String> parts = new ArrayList<>();
      IntStream.range(0, count).forEach(i -> parts.add(name(i) + json(values.get(i))));
      if (next != null) {
        parts.add(name(count) + next);
      }
      String inside = String.join(",", parts);
      return names == null ? "[" + inside + "]" : "{" + inside + "}";
    }

    private String name(int at) {
      return names == null ? "" : JsonWriter.quoted(names.get(at)) + ":";
    }

    private static String json(@Nullable Object value) {
      Inside parts = of(value);
      if (parts != null) {
        return parts.first(parts.size(), null);
      }
      return value instanceof String text ? JsonWriter.quoted(text) : String.valueOf(value);
    }
  }
}
