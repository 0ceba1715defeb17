package io.tidewire.jwt;

import io.tidewire.spi.UnauthenticatedException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claims of a token whose signature is valid. A name is that of a claim or, where there
 * is none of it, a path of dots through objects, such as {@code realm_access.roles}.
 */
final class Claims {

  /** The last second of the year 9999: what is later is never. */
  private static final BigDecimal LATEST = BigDecimal.valueOf(253_402_300_799L);

  private final Map<String, Object> members;

  Claims(Map<String, Object> members) {
    this.members = members;
  }

  /** {@return a string that is not empty, or empty if there is no such claim} */
  Optional<String> text(String name) {
    Object value = find(name);
    if (value == null) {
      return Optional.empty();
    }
    if (value instanceof String text && !text.isEmpty()) {
      return Optional.of(text);
    }
    throw new UnauthenticatedException("the token's '" + name + "' is not a string");
  }

  /** {@return a string, number or boolean as text, or empty if there is no such claim} */
  Optional<String> simple(String name) {
    Object value = find(name);
    if (value instanceof Number || value instanceof Boolean) {
      return Optional.of(value.toString());
    }
    return text(name);
  }

  /** {@return the strings of an array, or a single one; empty if there is no such claim} */
  Set<String> texts(String name) {
    Object value = find(name);
    Collection<?> items =
        value instanceof Collection<?> array ? array : text(name).map(List::of).orElse(List.of());
    Set<String> texts = new LinkedHashSet<>();
    for (Object item : items) {
      if (!(item instanceof String text)) {
        throw new UnauthenticatedException("the token's '" + name + "' is not a list of strings");
      }
      texts.add(text);
    }
    return texts;
  }

  /**
   * {@return the same without empty ones, where a single string is a list of words (RFC 8693,
   * section 4.2)}
   */
  Set<String> words(String name) {
    Set<String> words =
        find(name) instanceof String text
            ? new LinkedHashSet<>(List.of(text.split("\\s+", -1)))
            : texts(name);
    words.remove("");
    return words;
  }

  /** {@return a time in seconds since 1970 (RFC 7519, section 2), or empty if there is none} */
  Optional<Instant> time(String name) {
    Object value = find(name);
    if (value == null) {
      return Optional.empty();
    }
    try {
      BigDecimal seconds = new BigDecimal(value instanceof Number ? value.toString() : "");
      if (seconds.signum() >= 0) {
        return Optional.of(Instant.ofEpochSecond(seconds.min(LATEST).longValue()));
      }
    } catch (NumberFormatException e) {
      // Reported below, as a time before 1970 is.
    }
    throw new UnauthenticatedException("the token's '" + name + "' is not a time");
  }

  private @Nullable Object find(String name) {
    Object own = members.get(name);
    if (own != null || members.containsKey(name)) {
      return own;
    }
    Object place = members;
    for (String step : name.split("\\.", -1)) {
      place = place instanceof Map<?, ?> object ? object.get(step) : null;
    }
    return place;
  }
}
