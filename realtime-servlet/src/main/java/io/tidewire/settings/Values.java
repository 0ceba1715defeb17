package io.tidewire.settings;

import io.tidewire.limits.LimitSettings;
import io.tidewire.wire.Excerpt;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads values by name from the first source that has them, and collects the faults. A name that is
 * set but never read here is one of them.
 */
final class Values {

  /** Describes a setting as it is documented. */
  record Known(String name, String fallback, String allowed) {}

  /** Stands for a time that never comes; in milliseconds it is {@link Long#MAX_VALUE}. */
  static final Duration NEVER = Duration.ofMillis(Long.MAX_VALUE);

  private static final Pattern AMOUNT = Pattern.compile("(\\d{1,12})\\s*([A-Za-z]*)");

  private static final Pattern USER_INFO = Pattern.compile("//[^/?#]*@");

  private final List<SettingSource> sources;
  private final List<String> faults = new ArrayList<>();
  private final Map<String, Known> known = new LinkedHashMap<>();

  Values(List<SettingSource> sources) {
    this.sources = sources;
  }

  Duration duration(String name, String fallback, String least, String most) {
    Duration min = parseDuration(least);
    Duration max = parseDuration(most);
    return read(
        name,
        fallback,
        "a time from " + least + " to " + most + ", such as 500ms, 20s, 5m, 1h",
        Values::parseDuration,
        value -> value.compareTo(min) >= 0 && value.compareTo(max) <= 0);
  }

  /** Reads a time, or {@code off} for {@link #NEVER}. */
  Duration durationOrOff(String name, String fallback, String least, String most) {
    Duration min = parseDuration(least);
    Duration max = parseDuration(most);
    return read(
        name,
        fallback,
        "off or a time from " + least + " to " + most + ", such as 500ms, 20s, 5m, 1h",
        text -> text.equalsIgnoreCase("off") ? NEVER : parseDuration(text),
        value -> value.equals(NEVER) || (value.compareTo(min) >= 0 && value.compareTo(max) <= 0));
  }

  long size(String name, String fallback, String least, String most) {
    long min = parseSize(least);
    long max = parseSize(most);
    return read(
        name,
        fallback,
        "a size from " + least + " to " + most + ", such as 65536, 64KiB, 1MiB",
        Values::parseSize,
        value -> value >= min && value <= max);
  }

  int count(String name, int fallback, int least, int most) {
    return read(
        name,
        Integer.toString(fallback),
        "a number from " + least + " to " + most,
        Integer::valueOf,
        value -> value >= least && value <= most);
  }

  /** Reads a number of at least 1, or {@code off} for {@link LimitSettings#OFF}. */
  long limit(String name, String fallback, int most) {
    return read(
        name,
        fallback,
        "off or a number from 1 to " + most,
        text -> text.equalsIgnoreCase("off") ? LimitSettings.OFF : Integer.parseInt(text),
        value -> value == LimitSettings.OFF || (value >= 1 && value <= most));
  }

  boolean flag(String name, boolean fallback) {
    return read(
        name,
        Boolean.toString(fallback),
        "true or false",
        text -> text.equalsIgnoreCase("true"),
        text -> true,
        text -> text.equalsIgnoreCase("true") || text.equalsIgnoreCase("false"));
  }

  String text(String name, String fallback, String allowed, Predicate<String> check) {
    return read(name, fallback, allowed, text -> text, check);
  }

  URI uri(String name, URI fallback, String allowed) {
    return read(
        name,
        fallback.toString(),
        allowed,
        URI::create,
        uri -> uri.isAbsolute() || uri.equals(fallback));
  }

  Set<String> list(String name, String allowed, Predicate<String> check) {
    return read(
        name,
        "",
        "a comma-separated list, each " + allowed,
        Values::parseList,
        items -> items.stream().allMatch(check));
  }

  /** Reads a list item by item; its fault names the invalid item and the reason. */
  <T> List<T> items(String name, String allowed, Function<String, T> parser) {
    return read(
        name,
        "",
        "a comma-separated list, each " + allowed,
        text -> parseList(text).stream().map(item -> item(item, parser)).toList(),
        items -> true);
  }

  private static <T> T item(String item, Function<String, T> parser) {
    try {
      return parser.apply(item);
    } catch (IllegalArgumentException e) {
      throw new WrongItemException(item, e);
    }
  }

  /** Thrown if one item of a list is invalid. */
  private static final class WrongItemException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    WrongItemException(String item, IllegalArgumentException fault) {
      super("'" + Excerpt.of(item) + "' is invalid: " + fault.getMessage(), fault);
    }
  }

  private <T> T read(
      String name,
      String fallback,
      String allowed,
      Function<String, T> parser,
      Predicate<T> check) {
    return read(name, fallback, allowed, parser, check, text -> true);
  }

  private <T> T read(
      String name,
      String fallback,
      String allowed,
      Function<String, T> parser,
      Predicate<T> check,
      Predicate<String> textCheck) {
    known.put(name, new Known(name, fallback, allowed));
    for (SettingSource source : sources) {
      String text = source.get(name);
      if (text != null) {
        String trimmed = text.trim();
        String reason = "";
        if (textCheck.test(trimmed)) {
          try {
            T value = parser.apply(trimmed);
            if (check.test(value)) {
              return value;
            }
          } catch (WrongItemException e) {
            reason = "; " + e.getMessage();
          } catch (IllegalArgumentException | DateTimeParseException | ArithmeticException e) {
            // Reported below, as a value out of range is: the rule says enough.
          }
        }
        String given = name + "=" + Excerpt.of(withoutPassword(text)) + " (" + source.place() + ")";
        faults.add(given + ": must be " + allowed + withoutPassword(reason));
        break;
      }
    }
    return parser.apply(fallback);
  }

  /** Hides what a URI may say in front of its host. */
  private static String withoutPassword(String text) {
    return USER_INFO.matcher(text).replaceAll("//***@");
  }

  /** Returns those of some settings that are set, unchecked: who reads them knows what is right. */
  Map<String, String> unchecked(Set<String> names) {
    Map<String, String> set = new LinkedHashMap<>();
    for (String name : names) {
      known.put(name, new Known(name, "", "what its library's documentation says"));
      sources.stream()
          .map(source -> source.get(name))
          .filter(Objects::nonNull)
          .findFirst()
          .ifPresent(text -> set.put(name, text.trim()));
    }
    return set;
  }

  /** Adds a fault that concerns several settings. */
  void fault(String message) {
    faults.add(message);
  }

  List<Known> known() {
    return List.copyOf(known.values());
  }

  /** Throws if there are faults; to be called when all settings have been read. */
  void refuseFaults() {
    for (int place = 0; place < sources.size(); place++) {
      refuseUnknown(sources.get(place), sources.subList(0, place));
    }
    if (!faults.isEmpty()) {
      throw new InvalidSettingsException(faults);
    }
  }

  /** Adds a fault for each unknown name, unless an earlier source has it: a later may repeat it. */
  private void refuseUnknown(SettingSource source, List<SettingSource> earlier) {
    for (String name : source.names()) {
      if (!known.containsKey(name) && earlier.stream().allMatch(place -> place.get(name) == null)) {
        String shown = Excerpt.of(name) + " (" + source.place() + ")";
        faults.add(shown + ": there is no such setting" + hint(name));
      }
    }
  }

  private String hint(String name) {
    return known.keySet().stream()
        .filter(candidate -> distance(candidate, name) <= 2)
        .findFirst()
        .map(candidate -> "; did you mean " + candidate + "?")
        .orElse("");
  }

  /** {@return the Levenshtein distance} */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[b.length()];
  }

  private static Duration parseDuration(String text) {
    Matcher matcher = AMOUNT.matcher(text);
    if (!matcher.matches()) {
      return Duration.parse(text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "m" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> throw new IllegalArgumentException("no unit of time: " + text);
    };
  }

  private static long parseSize(String text) {
    Matcher matcher = AMOUNT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no size: " + text);
    }
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2).toLowerCase(Locale.ROOT)) {
      case "", "b" -> amount;
      case "kib", "k" -> Math.multiplyExact(amount, 1L << 10);
      case "mib", "m" -> Math.multiplyExact(amount, 1L << 20);
      case "gib", "g" -> Math.multiplyExact(amount, 1L << 30);
      default -> throw new IllegalArgumentException("no unit of size: " + text);
    };
  }

  private static Set<String> parseList(String text) {
    Set<String> items = new LinkedHashSet<>();
    for (String item : text.split(",", -1)) {
      if (!item.isBlank()) {
        items.add(item.trim());
      }
    }
    return items;
  }
}
