package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Subscriber;
import io.tidewire.settings.InvalidSettingsException;
import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import io.tidewire.spi.TokenVerifier;
import io.tidewire.spi.TokenVerifierProvider;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who judges an application's tokens. */
class TokenVerifiersTest {

  @TempDir Path classes;

  /** Judges by what it was told. */
  record Told(Map<String, String> settings) implements TokenVerifier {

    @Override
    public Subscriber verify(String token) {
      return Subscriber.named(token);
    }
  }

  /** Makes a verifier if a word is set. */
  public static class ByWord implements TokenVerifierProvider {

    @Override
    public Set<String> settings() {
      return Set.of("realtime.word", "realtime.word.case");
    }

    @Override
    public Optional<TokenVerifier> open(Map<String, String> settings) {
      if ("".equals(settings.get("realtime.word"))) {
        throw new IllegalArgumentException("realtime.word is empty");
      }
      return settings.isEmpty() ? Optional.empty() : Optional.of(new Told(settings));
    }
  }

  /** Makes another one by the same settings. */
  public static final class Twin extends ByWord {}

  private ClassLoader application(Class<?>... providers) throws IOException {
    Path services = classes.resolve("META-INF/services/" + TokenVerifierProvider.class.getName());
    Files.createDirectories(services.getParent());
    Files.write(services, List.of(providers).stream().map(Class::getName).toList());
    return new URLClassLoader(
        new URL[] {classes.toUri().toURL()}, TokenVerifiersTest.class.getClassLoader());
  }

  private static Optional<TokenVerifier> find(
      ClassLoader application, Optional<TokenVerifier> own, Map<String, String> settings) {
    Settings read =
        Settings.read(
            List.of(SettingSource.of("test", settings)), ProviderSettings.names(application));
    return TokenVerifiers.find(own, application, read);
  }

  @Test
  void withoutAnyTokensAreNotJudged() throws IOException {
    assertThat(find(application(), Optional.empty(), Map.of())).isEmpty();
    assertThat(find(application(ByWord.class), Optional.empty(), Map.of())).isEmpty();
  }

  @Test
  void aLibraryIsToldItsOwnSettingsOnly() throws IOException {
    Map<String, String> settings = Map.of("realtime.word", "please", "realtime.heartbeat", "5s");
    assertThat(find(application(ByWord.class), Optional.empty(), settings))
        .contains(new Told(Map.of("realtime.word", "please")));
  }

  @Test
  void theApplicationsOwnIsTaken() throws IOException {
    TokenVerifier own = Subscriber::named;
    assertThat(find(application(ByWord.class), Optional.of(own), Map.of())).containsSame(own);
  }

  @Test
  void moreThanOneFailsTheDeployment() throws IOException {
    ClassLoader twins = application(ByWord.class, Twin.class);
    Map<String, String> settings = Map.of("realtime.word", "please");
    assertThatThrownBy(() -> find(twins, Optional.empty(), settings))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("more than one")
        .hasMessageContaining(Told.class.getName());
  }

  @Test
  void aWrongSettingFailsTheDeploymentByName() throws IOException {
    ClassLoader application = application(ByWord.class);
    assertThatThrownBy(() -> find(application, Optional.empty(), Map.of("realtime.word", "")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("realtime.word is empty");
    assertThatThrownBy(() -> find(application, Optional.empty(), Map.of("realtime.wort", "x")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("realtime.wort");
  }
}
