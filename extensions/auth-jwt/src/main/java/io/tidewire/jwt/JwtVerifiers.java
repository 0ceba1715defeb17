package io.tidewire.jwt;

import io.tidewire.spi.TokenVerifier;
import io.tidewire.spi.TokenVerifierProvider;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** Makes a verifier of JWTs from the settings {@code realtime.jwt.*}. */
public final class JwtVerifiers implements TokenVerifierProvider {

  /** How long one waits for the keys that another is fetching. */
  private static final Duration WAIT = Duration.ofSeconds(5);

  /** Called by {@link java.util.ServiceLoader}. */
  public JwtVerifiers() {}

  @Override
  public Set<String> settings() {
    return JwtSettings.NAMES;
  }

  @Override
  public Optional<TokenVerifier> open(Map<String, String> settings) {
    if (settings.isEmpty()) {
      return Optional.empty();
    }
    JwtSettings read = JwtSettings.read(settings);
    return Optional.of(new JwtVerifier(read.claims(), signatures(read), Clock.systemUTC()));
  }

  private static Signatures signatures(JwtSettings settings) {
    return settings
        .keys()
        .map(url -> Signatures.byKeys(keys(url), settings))
        .orElseGet(() -> Signatures.bySecret(settings));
  }

  private static KeyCache keys(URI url) {
    return new KeyCache(new KeySource(url, JwtVerifiers::millis), JwtVerifiers::millis, WAIT);
  }

  private static long millis() {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime());
  }
}
