package io.tidewire.jwt;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.jwk.JWK;
import io.tidewire.Subscriber;
import io.tidewire.fuzz.Corpus;
import io.tidewire.fuzz.Mutations;
import io.tidewire.spi.UnauthenticatedException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Whatever stands in a token, it names a user or is refused as one that does not; also where the
 * issuer itself has signed nonsense.
 */
class TokenFuzz {

  private static final String SECRET = "correct horse battery staple, and then some more";
  private static final Signer RSA = Signer.rsa(2_048);
  private static final JWK KEY = RSA.publicKey("r1");

  /** 2025-01-01. */
  private static final long NOW = 1_735_689_600L;

  private static final int MOST_MESSAGE = 200;

  /** Two lines each: a head, and claims. */
  private static final List<String> CORPUS = Corpus.of(TokenFuzz.class, "tokens").texts();

  private static final List<String> HEADS = lines(0);
  private static final List<String> CLAIMS = lines(1);
  private static final List<String> TOKENS =
      Stream.concat(
              CLAIMS.stream().map(claims -> signed(HEADS.get(0), claims)),
              Stream.of("a.b.c", "..", ".", ""))
          .toList();

  private final JwtVerifier bySecret =
      verifier("realtime.jwt.secret", SECRET, "HS256", Signatures::bySecret);
  private final JwtVerifier byKeys =
      verifier(
          "realtime.jwt.keys",
          "https://issuer.example/keys",
          "RS256, ES256",
          settings ->
              Signatures.byKeys(
                  new KeyCache(() -> List.of(KEY), () -> 0, Duration.ZERO), settings));

  private interface Check {
    Signatures of(JwtSettings settings);
  }

  private static JwtVerifier verifier(String name, String value, String algorithms, Check check) {
    JwtSettings settings =
        JwtSettings.read(
            Map.of(
                name,
                value,
                "realtime.jwt.algorithms",
                algorithms,
                "realtime.jwt.issuer",
                "https://issuer.example",
                "realtime.jwt.audience",
                "app",
                "realtime.jwt.attributes",
                "tenant, user.level"));
    return new JwtVerifier(
        settings.claims(),
        check.of(settings),
        Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC));
  }

  private static List<String> lines(int number) {
    return CORPUS.stream().map(sample -> sample.split("\n", 2)[number]).toList();
  }

  private static String signed(String head, String claims) {
    return Signer.mac(SECRET.getBytes(StandardCharsets.UTF_8), head, claims);
  }

  private static Arbitrary<String> like(List<String> samples) {
    return Mutations.of(
        samples,
        "\"alg\":\"none\",",
        "\"alg\":\"RS256\",",
        "\"kid\":",
        "\"crit\":[\"exp\"],",
        "\"b64\":false,",
        "\"jku\":\"https://elsewhere.example\",",
        "\"jwk\":{},",
        "\"zip\":\"DEF\",",
        "\"iss\":\"https://issuer.example\",",
        "\"aud\":[\"app\"],",
        "\"exp\":1e300,",
        "\"nbf\":-1,",
        "\"sub\":",
        "\"groups\":",
        "\"tenant\":{},",
        "\"user\":{\"level\":1.5e3},",
        "{",
        "}",
        "[",
        "]",
        ":",
        "\"");
  }

  @Provide
  Arbitrary<String> heads() {
    return Arbitraries.oneOf(Arbitraries.of(HEADS), like(HEADS));
  }

  @Provide
  Arbitrary<String> claims() {
    return like(CLAIMS);
  }

  @Provide
  Arbitrary<String> tokens() {
    return Mutations.of(TOKENS, ".", "..", "=", "e30", "eyJhbGciOiJub25lIn0", "-", "_", "%2e");
  }

  private static void assertNamesOrIsRefused(JwtVerifier verifier, String token) {
    try {
      Subscriber named = verifier.verify(token);
      assertThat(named.name()).isNotEmpty().hasSizeLessThanOrEqualTo(512);
      assertThat(named.roles()).doesNotContain("");
      assertThat(named.expires().orElseThrow()).isAfter(Instant.ofEpochSecond(NOW));
    } catch (UnauthenticatedException refused) {
      assertThat(refused).hasNoCause();
      assertThat(refused.getMessage())
          .isNotEmpty()
          .hasSizeLessThanOrEqualTo(MOST_MESSAGE)
          .matches("[ -~]*");
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void whatTheIssuerHasSignedNamesAUserOrIsRefused(
      @ForAll("heads") String head, @ForAll("claims") String claims) {
    assertNamesOrIsRefused(bySecret, signed(head, claims));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void anyTextNamesAUserOrIsRefused(@ForAll("tokens") String token) {
    assertNamesOrIsRefused(bySecret, token);
    assertNamesOrIsRefused(byKeys, token);
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void whatNobodyHasSignedIsRefused(@ForAll("heads") String head, @ForAll("claims") String claims) {
    String token = Signer.encode(head) + "." + Signer.encode(claims) + ".";
    assertThat(isRefused(bySecret, token)).isTrue();
    assertThat(isRefused(byKeys, token)).isTrue();
    assertThat(isRefused(byKeys, signed(head, claims))).as("by a secret of its own").isTrue();
  }

  private static boolean isRefused(JwtVerifier verifier, String token) {
    try {
      Subscriber named = verifier.verify(token);
      return named == null;
    } catch (UnauthenticatedException refused) {
      return true;
    }
  }

  @Provide
  Arbitrary<String> samples() {
    return Arbitraries.of(CORPUS);
  }

  /** The samples as they are: what has found a fault once does not any more. */
  @Property
  void theCorpusNamesUsersOrIsRefused(@ForAll("samples") String sample) {
    String[] lines = sample.split("\n", 2);
    assertNamesOrIsRefused(bySecret, signed(lines[0], lines[1]));
    assertNamesOrIsRefused(byKeys, signed(lines[0], lines[1]));
    assertNamesOrIsRefused(byKeys, RSA.sign("RS256", lines[0], lines[1]));
  }
}
