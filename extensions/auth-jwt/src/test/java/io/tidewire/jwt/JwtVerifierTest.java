package io.tidewire.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.nimbusds.jose.jwk.JWK;
import com.sun.net.httpserver.HttpServer;
import io.tidewire.Subscriber;
import io.tidewire.spi.UnauthenticatedException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which tokens are accepted, whom they name, and why the others are refused. */
class JwtVerifierTest {

  private static final Signer RSA = Signer.rsa(2_048);
  private static final Signer STRANGER = Signer.rsa(2_048);
  private static final Signer EC = Signer.ec();
  private static final String SECRET = "correct horse battery staple, and then some more";
  private static final String RS256 = "{'alg':'RS256','kid':'r1'}";

  /** 2025-01-01. */
  private static final long NOW = 1_735_689_600L;

  private final List<JWK> published =
      new ArrayList<>(List.of(RSA.publicKey("r1"), EC.publicKey("e1")));
  private final AtomicInteger fetches = new AtomicInteger();
  private long millis;

  private JwtVerifier verifier(String... more) {
    Map<String, String> settings =
        settings("realtime.jwt.keys", "https://issuer.example/keys", more);
    settings.putIfAbsent("realtime.jwt.algorithms", "RS256, ES256");
    JwtSettings read = JwtSettings.read(settings);
    KeyCache.Source source =
        () -> {
          fetches.incrementAndGet();
          return List.copyOf(published);
        };
    return verifier(
        read, Signatures.byKeys(new KeyCache(source, () -> millis, Duration.ZERO), read));
  }

  private static JwtVerifier secretVerifier() {
    JwtSettings read =
        JwtSettings.read(
            settings("realtime.jwt.secret", SECRET, "realtime.jwt.algorithms", "HS256"));
    return verifier(read, Signatures.bySecret(read));
  }

  private static JwtVerifier verifier(JwtSettings settings, Signatures signatures) {
    Clock clock = Clock.fixed(Instant.ofEpochSecond(NOW), ZoneOffset.UTC);
    return new JwtVerifier(settings.claims(), signatures, clock);
  }

  private static Map<String, String> settings(String name, String value, String... more) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(name, value);
    settings.put("realtime.jwt.issuer", "https://issuer.example");
    settings.put("realtime.jwt.audience", "app, desk");
    for (int i = 0; i < more.length; i += 2) {
      settings.put(more[i], more[i + 1]);
    }
    return settings;
  }

  /** The claims of a good token, of which one may be another, in JSON with single quotes. */
  private static String claims(String name, @Nullable String value) {
    Map<String, String> claims = new LinkedHashMap<>();
    claims.put("iss", "'https://issuer.example'");
    claims.put("aud", "'app'");
    claims.put("sub", "'ann'");
    claims.put("exp", Long.toString(NOW + 300));
    claims.put("groups", "['clerk','head of sales']");
    if (value == null) {
      claims.remove(name);
    } else {
      claims.put(name, value.replace("NOW", Long.toString(NOW)));
    }
    return claims.entrySet().stream()
        .map(claim -> "'" + claim.getKey() + "':" + claim.getValue())
        .collect(Collectors.joining(",", "{", "}"))
        .replace('\'', '"');
  }

  private static String goodClaims() {
    return claims("jti", "'t1'");
  }

  private static String token(String head, String claims) {
    return RSA.sign("RS256", head.replace('\'', '"'), claims);
  }

  /** Whatever is wrong with a token, the message does not show it. */
  private static String refusal(JwtVerifier verifier, String token) {
    UnauthenticatedException refusal =
        catchThrowableOfType(UnauthenticatedException.class, () -> verifier.verify(token));
    assertThat(refusal).as("accepted").isNotNull();
    assertThat(refusal).hasNoCause();
    for (String part : token.split("\\.", -1)) {
      if (part.length() > 8) {
        assertThat(refusal.getMessage()).doesNotContain(part.substring(0, 8));
      }
    }
    return refusal.getMessage();
  }

  @Test
  void aGoodTokenNamesUserRolesAndEnd() {
    Subscriber ann = verifier().verify(token(RS256, goodClaims()));

    assertThat(ann.name()).isEqualTo("ann");
    assertThat(ann.roles()).containsExactlyInAnyOrder("clerk", "head of sales");
    assertThat(ann.expires()).contains(Instant.ofEpochSecond(NOW + 300));
    assertThat(ann.attributes()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "-",
      value = {
        "iss | -                            | 'iss'",
        "iss | 'https://issuer.example/'    | 'iss'",
        "iss | ''                           | 'iss'",
        "iss | 5                            | 'iss'",
        "iss | ['https://issuer.example']   | 'iss'",
        "aud | -                            | 'aud'",
        "aud | 'other'                      | 'aud'",
        "aud | 'app other'                  | 'aud'",
        "aud | []                           | 'aud'",
        "aud | 5                            | 'aud'",
        "aud | ['app',5]                    | 'aud'",
        "aud | {'app':'app'}                | 'aud'",
        "sub | -                            | 'sub'",
        "sub | ''                           | 'sub'",
        "sub | null                         | 'sub'",
        "sub | 5                            | 'sub'",
        "exp | -                            | 'exp'",
        "exp | null                         | 'exp'",
        "exp | 'NOW'                        | 'exp'",
        "exp | true                         | 'exp'",
        "exp | -1                           | 'exp'",
        "exp | 0                            | 'exp'",
        "exp | 1735689540                   | 'exp'",
        "nbf | 1735689661                   | 'nbf'",
        "nbf | 'NOW'                        | 'nbf'",
        "nbf | 1e300                        | 'nbf'",
        "groups | 5                         | 'groups'",
        "groups | ['clerk',5]               | 'groups'",
        "groups | {'clerk':true}            | 'groups'",
      })
  void aWrongClaimIsRefusedByName(String claim, @Nullable String value, String message) {
    assertThat(refusal(verifier(), token(RS256, claims(claim, value)))).contains(message);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      nullValues = "-",
      value = {
        "aud    | ['other','desk']",
        "exp    | 1735689541",
        "exp    | 1735689900.5",
        "exp    | 1e300",
        "nbf    | 1735689660",
        "nbf    | NOW",
        "iat    | 'whatever'",
        "groups | -",
        "groups | null",
        "groups | []",
        "groups | 'clerk  staff'",
        "sub    | 'ünal & söhne'",
      })
  void whatTheStandardAllowsIsAccepted(String claim, @Nullable String value) {
    assertThat(verifier().verify(token(RS256, claims(claim, value))).name()).isNotEmpty();
  }

  @Test
  void rolesMayBeWordsOfOneString() {
    JwtVerifier verifier = verifier("realtime.jwt.roles", "scope");

    assertThat(verifier.verify(token(RS256, claims("scope", "'read  write'"))).roles())
        .containsExactlyInAnyOrder("read", "write");
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "'  '", "[]", "['']", "null"})
  void nothingIsNoRole(String roles) {
    assertThat(verifier().verify(token(RS256, claims("groups", roles))).roles()).isEmpty();
  }

  @Test
  void claimsMayLieInObjects() {
    JwtVerifier verifier =
        verifier(
            "realtime.jwt.roles", "realm_access.roles",
            "realtime.jwt.user", "user.name",
            "realtime.jwt.attributes", "user.tenant, user.level, user.absent");
    String claims =
        claims("realm_access", "{'roles':['clerk']},'user':{'name':'bob','tenant':'a','level':3}");

    Subscriber bob = verifier.verify(token(RS256, claims));
    assertThat(bob.name()).isEqualTo("bob");
    assertThat(bob.roles()).containsExactly("clerk");
    assertThat(bob.attributes())
        .containsOnly(Map.entry("user.tenant", "a"), Map.entry("user.level", "3"));
  }

  @Test
  void aClaimMayHaveDotsInItsName() {
    JwtVerifier verifier = verifier("realtime.jwt.roles", "https://app.example/roles");

    assertThat(verifier.verify(token(RS256, claims("https://app.example/roles", "['a']"))).roles())
        .containsExactly("a");
  }

  @ParameterizedTest
  @ValueSource(strings = {"['a']", "{}", "''"})
  void anAttributeIsOneValue(String value) {
    JwtVerifier verifier = verifier("realtime.jwt.attributes", "tenant");

    assertThat(refusal(verifier, token(RS256, claims("tenant", value)))).contains("'tenant'");
  }

  @Test
  void aLongAttributeOrNameIsRefused() {
    JwtVerifier verifier = verifier("realtime.jwt.attributes", "tenant");
    String allowed = "x".repeat(256);

    assertThat(verifier.verify(token(RS256, claims("tenant", "'" + allowed + "'"))).attributes())
        .containsEntry("tenant", allowed);
    assertThat(refusal(verifier, token(RS256, claims("tenant", "'y" + allowed + "'"))))
        .contains("'tenant'");
    assertThat(refusal(verifier, token(RS256, claims("sub", "'" + "n".repeat(513) + "'"))))
        .contains("'sub'");
  }

  @Test
  void aTokenWithoutAnEndNeedsASetting() {
    Subscriber ann =
        verifier("realtime.jwt.require-expiry", "false").verify(token(RS256, claims("exp", null)));

    assertThat(ann.expires()).isEmpty();
  }

  @Test
  void whatHasEndedByOurClockOnlyLastsForTheRestOfTheDifference() {
    String token = token(RS256, claims("exp", "1735689570"));

    assertThat(verifier().verify(token).expires()).contains(Instant.ofEpochSecond(NOW + 30));
    assertThat(refusal(verifier("realtime.jwt.clock-difference", "30s"), token)).contains("'exp'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"RS256", "PS256"})
  void anAlgorithmIsAllowedByName(String algorithm) {
    String head = "{\"alg\":\"" + algorithm + "\",\"kid\":\"r1\"}";
    String token = RSA.sign(algorithm, head, goodClaims());

    assertThat(verifier("realtime.jwt.algorithms", algorithm).verify(token).name())
        .isEqualTo("ann");
    String other = algorithm.equals("RS256") ? "PS256" : "RS256";
    assertThat(refusal(verifier("realtime.jwt.algorithms", other), token)).contains("algorithm");
  }

  @Test
  void aKeyIsChosenByNameAndFamily() {
    JwtVerifier verifier = verifier();

    assertThat(
            verifier.verify(EC.sign("ES256", "{\"alg\":\"ES256\",\"kid\":\"e1\"}", goodClaims())))
        .isNotNull();
    assertThat(refusal(verifier, token("{'alg':'RS256','kid':'e1'}", goodClaims())))
        .contains("none of the issuer's keys");
    assertThat(
            refusal(verifier, EC.sign("ES256", "{\"alg\":\"ES256\",\"kid\":\"r1\"}", goodClaims())))
        .contains("none of the issuer's keys");
    assertThat(verifier.verify(token("{'alg':'RS256'}", goodClaims())).name()).isEqualTo("ann");
  }

  @Test
  void theKeyOfAnotherIsNotValid() {
    JwtVerifier verifier = verifier();
    String good = token(RS256, goodClaims());
    String[] parts = good.split("\\.", -1);

    assertThat(refusal(verifier, STRANGER.sign("RS256", RS256.replace('\'', '"'), goodClaims())))
        .contains("signature");
    assertThat(
            refusal(
                verifier, parts[0] + "." + Signer.encode(claims("sub", "'ops'")) + "." + parts[2]))
        .contains("signature");
    assertThat(refusal(verifier, parts[0] + "." + parts[1] + ".")).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"none", "None", "NONE", "HS256", "EdDSA", "RS1", ""})
  void anAlgorithmThatIsNotListedIsRefused(String algorithm) {
    String head = "{\"alg\":\"" + algorithm + "\",\"kid\":\"r1\"}";
    String unsigned = Signer.encode(head) + "." + Signer.encode(goodClaims()) + ".";

    assertThat(refusal(verifier(), unsigned)).isNotEmpty();
    assertThat(refusal(verifier(), RSA.sign("RS256", head, goodClaims()))).isNotEmpty();
    assertThat(refusal(secretVerifier(), unsigned)).isNotEmpty();
  }

  @Test
  void aPublicKeyIsNoSecret() {
    String head = "{\"alg\":\"HS256\",\"kid\":\"r1\"}";
    byte[] publicKey = RSA.pair().getPublic().getEncoded();
    String printed = published.get(0).toJSONString();

    assertThat(refusal(verifier(), Signer.mac(publicKey, head, goodClaims())))
        .contains("algorithm");
    assertThat(
            refusal(
                verifier(),
                Signer.mac(printed.getBytes(StandardCharsets.UTF_8), head, goodClaims())))
        .contains("algorithm");
  }

  @Test
  void aSharedSecretVerifiesItsOwnFamilyOnly() {
    JwtVerifier verifier = secretVerifier();
    byte[] secret = SECRET.getBytes(StandardCharsets.UTF_8);
    String head = "{\"alg\":\"HS256\"}";

    assertThat(verifier.verify(Signer.mac(secret, head, goodClaims())).name()).isEqualTo("ann");
    byte[] wrong = SECRET.replace('c', 'k').getBytes(StandardCharsets.UTF_8);
    assertThat(refusal(verifier, Signer.mac(wrong, head, goodClaims()))).contains("signature");
    assertThat(refusal(verifier, token(RS256, goodClaims()))).contains("algorithm");
  }

  @Test
  void whatTheHeadSaysOfKeysIsNeverAskedFor() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort() + "/keys";
      for (String name : List.of("jku", "x5u")) {
        String head = "{\"alg\":\"RS256\",\"kid\":\"r1\",\"" + name + "\":\"" + url + "\"}";
        assertThat(verifier().verify(RSA.sign("RS256", head, goodClaims())).name())
            .isEqualTo("ann");
        assertThat(refusal(verifier(), STRANGER.sign("RS256", head, goodClaims())))
            .contains("signature");
      }
      assertThat(asked).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aKeyInTheHeadIsNotBelieved() {
    String jwk = STRANGER.publicKey("r1").toJSONString();
    String head = "{\"alg\":\"RS256\",\"kid\":\"r1\",\"jwk\":" + jwk + "}";

    assertThat(refusal(verifier(), STRANGER.sign("RS256", head, goodClaims())))
        .contains("signature");
    assertThat(verifier().verify(RSA.sign("RS256", head, goodClaims())).name()).isEqualTo("ann");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'alg':'RS256','kid':'r1','crit':['exp'],'exp':1}",
        "{'alg':'RS256','kid':'r1','crit':['b64'],'b64':false}",
        "{'alg':'RS256','kid':'r1','crit':[]}",
        "{'alg':'RS256','kid':'r1','typ':'logout+jwt'}",
        "{'alg':'RS256','kid':'r1','typ':'dpop+jwt'}",
        "{'alg':'RS256','alg':'RS256','kid':'r1'}",
        "{'kid':'r1'}",
        "{'alg':'RS256','kid':5}",
        "['RS256']",
        "{'alg':'RS256','kid':'r1'",
      })
  void aHeadThatIsNotUnderstoodIsRefused(String head) {
    assertThat(refusal(verifier(), token(head, goodClaims()))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"JWT", "at+jwt", "application/at+JWT"})
  void anAccessTokenMaySayThatItIsOne(String type) {
    String head = "{'alg':'RS256','kid':'r1','typ':'" + type + "'}";

    assertThat(verifier().verify(token(head, goodClaims())).name()).isEqualTo("ann");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "'ann'", "{", "{'sub':'ann','sub':'ops'}"})
  void aPayloadThatIsNoSingleObjectIsRefused(String payload) {
    assertThat(refusal(verifier(), token(RS256, payload.replace('\'', '"')))).isNotEmpty();
  }

  @Test
  void aClaimThatIsThereTwiceIsRefused() {
    String twice = claims("x", "1,'sub':'ops'");

    assertThat(refusal(verifier(), token(RS256, twice))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ".",
        "..",
        "....",
        "a.b.c",
        "eyJhbGciOiJSUzI1NiJ9",
        "eyJhbGciOiJSUzI1NiJ9.e30",
        "eyJhbGciOiJSU0EtT0FFUC0yNTYiLCJlbmMiOiJBMjU2R0NNIn0.a.b.c.d",
        "\u0000\u0000"
      })
  void whatIsNoSignedTokenIsRefused(String token) {
    assertThat(refusal(verifier(), token)).isEqualTo("the token is not a signed JWT");
    assertThat(fetches).as("no key was needed").hasValue(0);
  }

  @Test
  void aLongTokenIsNotLookedAt() {
    String claims = claims("x", "'" + "x".repeat(8_192) + "'");

    assertThat(refusal(verifier(), token(RS256, claims))).contains("the most is 8192");
    assertThat(refusal(verifier(), "[".repeat(1_000_000))).contains("1000000 characters");
    assertThat(fetches).hasValue(0);
  }

  @Test
  void deepNestingIsBadInputAndNothingElse() {
    String claims = claims("x", "[".repeat(2_500) + "]".repeat(2_500));

    assertThat(refusal(verifier(), token(RS256, claims))).isNotEmpty();
  }

  @Test
  void keysOfTheSameNameAreTriedButNotAnyNumberOfThem() {
    Signer fifth = Signer.rsa(2_048);
    published.clear();
    published.add(STRANGER.publicKey("r1"));
    published.add(RSA.publicKey("r1"));
    assertThat(verifier().verify(token(RS256, goodClaims())).name()).isEqualTo("ann");

    published.addAll(
        List.of(STRANGER.publicKey("r1"), STRANGER.publicKey("r1"), fifth.publicKey("r1")));
    assertThat(refusal(verifier(), fifth.sign("RS256", RS256.replace('\'', '"'), goodClaims())))
        .contains("signature");
  }

  @Test
  void anUnknownKeyIsLookedForAgainAndAWithdrawnOneEnds() {
    JwtVerifier verifier = verifier();
    String before = token(RS256, goodClaims());
    String after = STRANGER.sign("RS256", "{\"alg\":\"RS256\",\"kid\":\"r2\"}", goodClaims());
    assertThat(verifier.verify(before).name()).isEqualTo("ann");

    published.set(0, STRANGER.publicKey("r2"));
    millis += Duration.ofMinutes(2).toMillis();
    assertThat(verifier.verify(after).name()).isEqualTo("ann");
    assertThat(refusal(verifier, before)).contains("none of the issuer's keys");
    assertThat(fetches).hasValue(2);
  }

  @Test
  void aKeyForEncryptionVerifiesNothing() {
    published.set(
        0,
        new com.nimbusds.jose.jwk.RSAKey.Builder(published.get(0).toRSAKey())
            .keyUse(com.nimbusds.jose.jwk.KeyUse.ENCRYPTION)
            .build());

    assertThatThrownBy(() -> verifier().verify(token(RS256, goodClaims())))
        .isInstanceOf(UnauthenticatedException.class)
        .hasMessageContaining("none of the issuer's keys");
  }
}
