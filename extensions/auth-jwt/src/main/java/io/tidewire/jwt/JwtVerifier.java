package io.tidewire.jwt;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jwt.SignedJWT;
import io.tidewire.Subscriber;
import io.tidewire.spi.TokenVerifier;
import io.tidewire.spi.UnauthenticatedException;
import java.text.ParseException;
import java.time.Clock;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Verifies signed JWTs: first the size, then the form, the signature, and the claims at last. */
final class JwtVerifier implements TokenVerifier {

  private static final int MAX_LENGTH = 8 * 1_024;

  /** Kinds of tokens that say who calls (RFC 8725, section 3.11); a logout token does not. */
  private static final Set<String> TYPES =
      Set.of("jwt", "at+jwt", "application/jwt", "application/at+jwt");

  private final ClaimRules rules;
  private final Signatures signatures;
  private final Clock clock;

  JwtVerifier(ClaimRules rules, Signatures signatures, Clock clock) {
    this.rules = rules;
    this.signatures = signatures;
    this.clock = clock;
  }

  @Override
  public Subscriber verify(String token) {
    if (token.length() > MAX_LENGTH) {
      throw new UnauthenticatedException(
          "a token of " + token.length() + " characters was given, the most is " + MAX_LENGTH);
    }
    SignedJWT parsed = parse(token);
    JOSEObjectType type = parsed.getHeader().getType();
    if (type != null && !TYPES.contains(type.getType().toLowerCase(Locale.ROOT))) {
      throw new UnauthenticatedException("the token is of a type that does not say who calls");
    }
    signatures.check(parsed);
    return rules.subscriber(claims(parsed), clock.instant());
  }

  /** Tells nothing of what a parser says, since it would show the token. */
  private static SignedJWT parse(String token) {
    try {
      return SignedJWT.parse(token);
    } catch (ParseException | RuntimeException e) {
      throw new UnauthenticatedException("the token is not a signed JWT");
    }
  }

  private static Claims claims(SignedJWT token) {
    Map<String, Object> members = token.getPayload().toJSONObject();
    if (members == null) {
      throw new UnauthenticatedException("the token's payload is not a JSON object");
    }
    return new Claims(members);
  }
}
