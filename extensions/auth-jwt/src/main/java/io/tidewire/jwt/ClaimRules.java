package io.tidewire.jwt;

import io.tidewire.Subscriber;
import io.tidewire.spi.UnauthenticatedException;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.Set;

/**
 * Decides whether a token's claims are those of a user who may come in, and who that is.
 *
 * @param issuers of which 'iss' must be one
 * @param audiences of which 'aud' must have one
 * @param difference by how much the issuer's clock may differ from ours
 * @param requiresExpiry whether a token must have an end
 * @param user the claim that has the user's name
 * @param roles the claim that has the user's roles
 * @param attributes claims that become attributes
 */
record ClaimRules(
    Set<String> issuers,
    Set<String> audiences,
    Duration difference,
    boolean requiresExpiry,
    String user,
    String roles,
    Set<String> attributes) {

  private static final int MAX_NAME = 512;

  /**
   * Judges claims.
   *
   * @param claims the claims of a token whose signature is valid
   * @param now the time by our clock
   * @return whom they name
   * @throws UnauthenticatedException if one of them is missing or wrong
   */
  Subscriber subscriber(Claims claims, Instant now) {
    if (!issuers.contains(claims.text("iss").orElse(""))) {
      throw new UnauthenticatedException("the token's 'iss' is not one of realtime.jwt.issuer");
    }
    if (Collections.disjoint(audiences, claims.texts("aud"))) {
      throw new UnauthenticatedException("the token's 'aud' is not one of realtime.jwt.audience");
    }
    if (claims.time("nbf").filter(start -> start.minus(difference).isAfter(now)).isPresent()) {
      throw new UnauthenticatedException("the token is not valid yet ('nbf')");
    }
    Optional<Instant> end = claims.time("exp");
    Subscriber named = named(claims);
    if (end.isEmpty() && requiresExpiry) {
      throw new UnauthenticatedException("the token has no end ('exp')");
    }
    return end.isEmpty() ? named : named.until(end(end.get(), now));
  }

  /** Gives a token that has ended within the clocks' difference what is left of that. */
  private Instant end(Instant end, Instant now) {
    if (end.isAfter(now)) {
      return end;
    }
    Instant latest = end.plus(difference);
    if (latest.isAfter(now)) {
      return latest;
    }
    throw new UnauthenticatedException("the token has expired ('exp')");
  }

  private Subscriber named(Claims claims) {
    String name =
        claims
            .text(user)
            .filter(text -> text.length() <= MAX_NAME)
            .orElseThrow(
                () ->
                    new UnauthenticatedException(
                        "the token has no '" + user + "' of 1 to 512 characters"));
    Subscriber subscriber = new Subscriber(name, claims.words(roles));
    for (String attribute : attributes) {
      Optional<String> value = claims.simple(attribute);
      subscriber = value.isEmpty() ? subscriber : with(subscriber, attribute, value.get());
    }
    return subscriber;
  }

  private static Subscriber with(Subscriber subscriber, String attribute, String value) {
    try {
      return subscriber.withAttribute(attribute, value);
    } catch (IllegalArgumentException e) {
      throw new UnauthenticatedException(
          "the token's '" + attribute + "' has " + value.length() + " characters, the most is 256");
    }
  }
}
