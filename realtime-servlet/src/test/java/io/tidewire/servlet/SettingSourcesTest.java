package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.settings.InvalidSettingsException;
import io.tidewire.settings.Settings;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Settings from MicroProfile Config, by its real implementation, beside the other places. */
class SettingSourcesTest {

  private static final String HEARTBEAT = "realtime.heartbeat";

  @TempDir Path classes;

  private final Thread thread = Thread.currentThread();
  private final ClassLoader before = thread.getContextClassLoader();
  private URLClassLoader application;

  @BeforeEach
  void enterApplication() throws IOException {
    application = new URLClassLoader(new URL[] {classes.toUri().toURL()}, before);
    thread.setContextClassLoader(application);
  }

  @AfterEach
  void leaveApplication() throws IOException {
    System.clearProperty(HEARTBEAT);
    thread.setContextClassLoader(before);
    application.close();
  }

  private void configure(String line) throws IOException {
    Path directory = Files.createDirectories(classes.resolve("META-INF"));
    Files.writeString(directory.resolve("microprofile-config.properties"), line);
  }

  private static Duration heartbeat(Settings settings) {
    return settings.engine().liveness().heartbeat();
  }

  @Test
  void microProfileConfigIsAPlaceForSettings() throws IOException {
    configure("realtime.heartbeat=7s");

    assertThat(heartbeat(SettingSources.readWithoutContext())).isEqualTo(Duration.ofSeconds(7));
  }

  @Test
  void aProfileThatIsActiveCounts() throws IOException {
    configure("mp.config.profile=dev\n%dev.realtime.heartbeat=7s\n%live.realtime.path=/events");

    Settings settings = SettingSources.readWithoutContext();

    assertThat(heartbeat(settings)).isEqualTo(Duration.ofSeconds(7));
    assertThat(settings.http().path()).isEqualTo("/realtime");
  }

  @Test
  void systemPropertiesComeFirst() throws IOException {
    configure("realtime.heartbeat=7s");
    System.setProperty(HEARTBEAT, "8s");

    assertThat(heartbeat(SettingSources.readWithoutContext())).isEqualTo(Duration.ofSeconds(8));
  }

  @Test
  void aMistypedNameThereIsRefused() throws IOException {
    configure("realtime.hartbeat=7s");

    assertThatThrownBy(SettingSources::readWithoutContext)
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("realtime.hartbeat (MicroProfile Config)");
  }

  @Test
  void aMistypedSystemPropertyIsToldOnce() {
    System.setProperty("realtime.hartbeat", "7s");
    try {
      assertThatThrownBy(SettingSources::readWithoutContext)
          .hasMessageContaining("realtime.hartbeat (system properties)")
          .hasMessageNotContaining("MicroProfile");
    } finally {
      System.clearProperty("realtime.hartbeat");
    }
  }
}
