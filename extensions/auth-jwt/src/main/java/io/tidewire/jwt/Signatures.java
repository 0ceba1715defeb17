package io.tidewire.jwt;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.SignedJWT;
import io.tidewire.spi.UnauthenticatedException;
import io.tidewire.spi.UnavailableException;
import java.util.List;
import java.util.Set;

/**
 * Checks who signed a token. Asks only for what the settings allow: what the token's head says
 * about keys ({@code jku}, {@code x5u}, {@code x5c}, {@code jwk}) is never read (RFC 8725, section
 * 3.10).
 */
@FunctionalInterface
interface Signatures {

  /** How many keys of one name are tried: a token must not make the server try hundreds. */
  int MOST_KEYS = 4;

  /**
   * Checks a signature.
   *
   * @throws UnauthenticatedException if the token is not signed as it must be
   * @throws UnavailableException if the keys cannot be had now
   */
  void check(SignedJWT token);

  /** {@return a check by the keys of the issuer} */
  static Signatures byKeys(KeyCache keys, JwtSettings settings) {
    Set<JWSAlgorithm> allowed = settings.algorithms();
    return token -> {
      checkHead(token.getHeader(), allowed);
      List<JWK> found = keys.matching(token.getHeader());
      if (found.isEmpty()) {
        throw new UnauthenticatedException("none of the issuer's keys is the one of the token");
      }
      if (found.stream().limit(MOST_KEYS).noneMatch(key -> isValid(token, key))) {
        throw notValid();
      }
    };
  }

  /** {@return a check by a secret that the issuer shares with this server} */
  static Signatures bySecret(JwtSettings settings) {
    Set<JWSAlgorithm> allowed = settings.algorithms();
    byte[] secret = settings.secret();
    return token -> {
      checkHead(token.getHeader(), allowed);
      try {
        if (!token.verify(new MACVerifier(secret))) {
          throw notValid();
        }
      } catch (JOSEException e) {
        throw notValid();
      }
    };
  }

  private static void checkHead(JWSHeader head, Set<JWSAlgorithm> allowed) {
    if (!allowed.contains(head.getAlgorithm())) {
      throw new UnauthenticatedException("the token's algorithm is not one of those allowed");
    }
    if (head.getCriticalParams() != null) {
      throw new UnauthenticatedException("the token's head has extensions that must be known");
    }
  }

  private static boolean isValid(SignedJWT token, JWK key) {
    try {
      JWSVerifier verifier =
          key instanceof RSAKey rsa
              ? new RSASSAVerifier(rsa.toRSAPublicKey())
              : new ECDSAVerifier(((ECKey) key).toECPublicKey());
      return token.verify(verifier);
    } catch (JOSEException e) {
      // A key that does not fit the algorithm, such as another curve's.
      return false;
    }
  }

  private static UnauthenticatedException notValid() {
    return new UnauthenticatedException("the token's signature is not valid");
  }
}
