package io.tidewire.servlet;

import io.tidewire.settings.InvalidSettingsException;
import io.tidewire.settings.Settings;
import io.tidewire.spi.TokenVerifier;
import io.tidewire.spi.TokenVerifierProvider;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Finds the one verifier of tokens: the application's own, or one that the settings ask for. */
final class TokenVerifiers {

  private TokenVerifiers() {}

  /** {@return the names of the settings that the application's verifiers read} */
  static Set<String> settings(ClassLoader application) {
    return providers(application)
        .flatMap(provider -> provider.settings().stream())
        .collect(Collectors.toSet());
  }

  /**
   * Finds the verifier.
   *
   * @param own the application's own, if it has one
   * @return the verifier, or empty if tokens are not verified here
   * @throws InvalidSettingsException if a setting of a verifier is wrong
   * @throws IllegalStateException if there is more than one
   */
  static Optional<TokenVerifier> find(
      Optional<TokenVerifier> own, ClassLoader application, Settings settings) {
    List<TokenVerifier> found = new ArrayList<>();
    own.ifPresent(found::add);
    providers(application)
        .flatMap(provider -> open(provider, settings).stream())
        .forEach(found::add);
    if (found.size() > 1) {
      throw new IllegalStateException(
          "tokens would be judged by more than one: "
              + found.stream()
                  .map(verifier -> verifier.getClass().getName())
                  .collect(Collectors.joining(" and "))
              + "; keep one of them");
    }
    return found.stream().findFirst();
  }

  private static Optional<TokenVerifier> open(TokenVerifierProvider provider, Settings settings) {
    try {
      return provider.open(ProviderSettings.of(settings, provider.settings()));
    } catch (IllegalArgumentException e) {
      throw new InvalidSettingsException(String.valueOf(e.getMessage()), e);
    }
  }

  private static Stream<TokenVerifierProvider> providers(ClassLoader application) {
    return ServiceLoader.load(TokenVerifierProvider.class, application).stream()
        .map(ServiceLoader.Provider::get);
  }
}
