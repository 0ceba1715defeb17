package io.tidewire.spi;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Makes a verifier of tokens from settings. Found by {@link java.util.ServiceLoader} in the
 * application's class path. It names its settings, so that a misspelt one still stops the
 * deployment.
 */
public interface TokenVerifierProvider {

  /** {@return the names of the settings it reads, each beginning with {@code realtime.}} */
  Set<String> settings();

  /**
   * Makes the verifier.
   *
   * @param settings those of {@link #settings} that are set, by name
   * @return the verifier, or empty if none of its settings is set
   * @throws IllegalArgumentException if a setting is wrong; the message names it, and never shows a
   *     secret. The deployment fails with it
   */
  Optional<TokenVerifier> open(Map<String, String> settings);
}
