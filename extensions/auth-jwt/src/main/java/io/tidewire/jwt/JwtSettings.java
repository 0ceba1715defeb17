package io.tidewire.jwt;

import com.nimbusds.jose.JWSAlgorithm;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads {@code realtime.jwt.*}, and reports all faults at once. Never shows the secret. */
final class JwtSettings {

  private static final String KEYS = "realtime.jwt.keys";
  private static final String SECRET = "realtime.jwt.secret";
  private static final String ISSUER = "realtime.jwt.issuer";
  private static final String AUDIENCE = "realtime.jwt.audience";
  private static final String ALGORITHMS = "realtime.jwt.algorithms";
  private static final String CLOCK_DIFFERENCE = "realtime.jwt.clock-difference";
  private static final String REQUIRE_EXPIRY = "realtime.jwt.require-expiry";
  private static final String USER = "realtime.jwt.user";
  private static final String ROLES = "realtime.jwt.roles";
  private static final String ATTRIBUTES = "realtime.jwt.attributes";

  /** The names of all settings. */
  static final Set<String> NAMES =
      Set.of(
          KEYS,
          SECRET,
          ISSUER,
          AUDIENCE,
          ALGORITHMS,
          CLOCK_DIFFERENCE,
          REQUIRE_EXPIRY,
          USER,
          ROLES,
          ATTRIBUTES);

  private static final List<String> WITH_KEYS =
      List.of("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512");

  /** By how many bytes of secret they need (RFC 7518, section 3.2). */
  private static final Map<String, Integer> WITH_SECRET =
      Map.of("HS256", 32, "HS384", 48, "HS512", 64);

  private static final Duration MOST_DIFFERENCE = Duration.ofMinutes(5);
  private static final int MOST_ATTRIBUTES = 16;
  private static final Pattern TIME = Pattern.compile("(\\d{1,9})\\s*(ms|s|m)");

  private final Map<String, String> given;
  private final List<String> faults = new ArrayList<>();

  private final @Nullable URI keys;
  private final byte[] secret;
  private final Set<JWSAlgorithm> algorithms;
  private final ClaimRules claims;

  private JwtSettings(Map<String, String> given) {
    this.given = given;
    this.keys = given.containsKey(KEYS) ? readKeys(text(KEYS, "")) : null;
    this.secret = text(SECRET, "").getBytes(StandardCharsets.UTF_8);
    if (given.containsKey(KEYS) == given.containsKey(SECRET)) {
      faults.add("set either " + KEYS + " or " + SECRET + ", and not both");
    }
    this.algorithms = readAlgorithms();
    this.claims =
        new ClaimRules(
            required(ISSUER, "who may sign tokens, as their 'iss' says"),
            required(AUDIENCE, "what tokens must be meant for, as their 'aud' says"),
            readDifference(),
            readFlag(),
            text(USER, "sub"),
            text(ROLES, "groups"),
            readAttributes());
  }

  /**
   * Reads settings.
   *
   * @param given what is set, by name
   * @throws IllegalArgumentException lists all faults
   */
  static JwtSettings read(Map<String, String> given) {
    JwtSettings settings = new JwtSettings(given);
    if (!settings.faults.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", settings.faults));
    }
    return settings;
  }

  /** {@return where the issuer's keys are; empty if there is a secret} */
  Optional<URI> keys() {
    return Optional.ofNullable(keys);
  }

  byte[] secret() {
    return secret.clone();
  }

  Set<JWSAlgorithm> algorithms() {
    return algorithms;
  }

  ClaimRules claims() {
    return claims;
  }

  private String text(String name, String fallback) {
    String value = given.get(name);
    if (value == null) {
      return fallback;
    }
    if (value.isBlank()) {
      faults.add(name + " is empty");
    }
    return value.strip();
  }

  private Set<String> list(String name) {
    return Arrays.stream(given.getOrDefault(name, "").split(",", -1))
        .map(String::strip)
        .filter(item -> !item.isEmpty())
        .collect(Collectors.toUnmodifiableSet());
  }

  private Set<String> required(String name, String meaning) {
    Set<String> items = list(name);
    if (items.isEmpty()) {
      faults.add(name + " is missing: " + meaning);
    }
    return items;
  }

  private @Nullable URI readKeys(String text) {
    try {
      URI uri = URI.create(text);
      boolean safe =
          "https".equalsIgnoreCase(uri.getScheme())
              || ("http".equalsIgnoreCase(uri.getScheme()) && isLoopback(uri.getHost()));
      if (safe && uri.getHost() != null && uri.getRawUserInfo() == null) {
        return uri;
      }
    } catch (IllegalArgumentException e) {
      // Reported below: the rule says enough, and the text may hold a password.
    }
    faults.add(
        KEYS + " must be an https URL without a user (http only if its host is this machine)");
    return null;
  }

  private static boolean isLoopback(@Nullable String host) {
    return host != null
        && (host.equalsIgnoreCase("localhost")
            || host.equals("[::1]")
            || host.matches("127(\\.\\d{1,3}){3}"));
  }

  private Set<JWSAlgorithm> readAlgorithms() {
    boolean bySecret = given.containsKey(SECRET) && !given.containsKey(KEYS);
    Set<String> names = required(ALGORITHMS, "how tokens may be signed, such as RS256");
    names.forEach(name -> checkAlgorithm(name, bySecret));
    return names.stream().map(JWSAlgorithm::parse).collect(Collectors.toUnmodifiableSet());
  }

  private void checkAlgorithm(String name, boolean bySecret) {
    Integer bytes = WITH_SECRET.get(name);
    if (name.equals("none")) {
      faults.add(ALGORITHMS + ": 'none' would accept tokens that nobody has signed");
    } else if (name.equals("EdDSA") || name.equals("Ed25519")) {
      faults.add(ALGORITHMS + ": '" + name + "' is not supported, use ES256");
    } else if (bytes == null && !WITH_KEYS.contains(name)) {
      String all = String.join(", ", WITH_KEYS);
      faults.add(ALGORITHMS + ": '" + shown(name) + "' is none of HS256, HS384, HS512, " + all);
    } else if (bytes == null && bySecret) {
      faults.add(ALGORITHMS + ": " + name + " needs " + KEYS + " rather than " + SECRET);
    } else if (bytes != null && given.containsKey(KEYS)) {
      faults.add(ALGORITHMS + ": " + name + " needs " + SECRET + " rather than " + KEYS);
    } else if (bytes != null && secret.length < bytes) {
      faults.add(SECRET + " is shorter than the " + bytes + " bytes that " + name + " needs");
    }
  }

  private Duration readDifference() {
    String text = text(CLOCK_DIFFERENCE, "60s");
    try {
      Matcher matcher = TIME.matcher(text);
      Duration difference = matcher.matches() ? amount(matcher) : Duration.parse(text);
      if (!difference.isNegative() && difference.compareTo(MOST_DIFFERENCE) <= 0) {
        return difference;
      }
    } catch (DateTimeParseException e) {
      // Reported below, as a value out of range is.
    }
    faults.add(CLOCK_DIFFERENCE + "=" + shown(text) + ": must be a time from 0s to 5m");
    return Duration.ZERO;
  }

  private static Duration amount(Matcher matcher) {
    long amount = Long.parseLong(matcher.group(1));
    return switch (matcher.group(2)) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      default -> Duration.ofMinutes(amount);
    };
  }

  private boolean readFlag() {
    String text = text(REQUIRE_EXPIRY, "true");
    if (!text.equalsIgnoreCase("true") && !text.equalsIgnoreCase("false")) {
      faults.add(REQUIRE_EXPIRY + "=" + shown(text) + ": must be true or false");
    }
    return !text.equalsIgnoreCase("false");
  }

  private Set<String> readAttributes() {
    Set<String> names = list(ATTRIBUTES);
    if (names.size() > MOST_ATTRIBUTES) {
      faults.add(ATTRIBUTES + ": " + names.size() + " claims, at most 16 are allowed");
    }
    return names;
  }

  private static String shown(String text) {
    String printable = text.replaceAll("[^ -~]", "?");
    return printable.length() > 100 ? printable.substring(0, 100) + "..." : printable;
  }
}
