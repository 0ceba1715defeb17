package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.settings.InvalidSettingsException;
import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.EventLogProvider;
import io.tidewire.spi.LogRequest;
import io.tidewire.tck.ForwardingEventLog;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.Ticker;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventLogsTest {

  @TempDir Path classes;

  /** Takes down what it is asked for in the log that it opens. */
  public static class Recording implements EventLogProvider {

    /** A log that knows what it was opened for. */
    static final class Opened extends ForwardingEventLog {
      private final LogRequest request;

      Opened(LogRequest request) {
        super(new InMemoryEventLog(0, Ticker.system()));
        this.request = request;
      }
    }

    @Override
    public boolean opens(URI log) {
      return "tape".equals(log.getScheme());
    }

    @Override
    public Set<String> settings() {
      return Set.of("realtime.tape.speed");
    }

    @Override
    public EventLog open(LogRequest request) {
      if (request.settings().containsValue("backwards")) {
        throw new IllegalArgumentException("realtime.tape.speed=backwards: must be a number");
      }
      return new Opened(request);
    }
  }

  /** Opens the same logs. */
  public static final class Twin extends Recording {}

  private ClassLoader application(Class<?>... providers) throws IOException {
    Path services = classes.resolve("META-INF/services/" + EventLogProvider.class.getName());
    Files.createDirectories(services.getParent());
    Files.write(services, List.of(providers).stream().map(Class::getName).toList());
    return new URLClassLoader(
        new URL[] {classes.toUri().toURL()}, EventLogsTest.class.getClassLoader());
  }

  private static EventLog open(ClassLoader application, Map<String, String> settings) {
    return EventLogs.open(
        "main",
        Settings.read(List.of(SettingSource.of("test", settings)), EventLogs.settings(application)),
        application,
        Ticker.system(),
        Thread::new);
  }

  @Test
  void withoutASettingTheLogIsInMemory() throws IOException {
    assertThat(open(application(Recording.class), Map.of())).isInstanceOf(InMemoryEventLog.class);
  }

  @Test
  void theOneProviderThatOpensItIsToldWhatIsSet() throws IOException {
    LogRequest request =
        ((Recording.Opened)
                open(
                    application(Recording.class),
                    Map.of(
                        "realtime.log", "tape://me:secret@archive/1",
                        "realtime.tape.speed", " 19 ",
                        "realtime.history.events", "12")))
            .request;

    assertThat(request.hub()).isEqualTo("main");
    assertThat(request.uri()).isEqualTo(URI.create("tape://me:secret@archive/1"));
    assertThat(request.settings()).containsExactly(Map.entry("realtime.tape.speed", "19"));
    assertThat(request.retention().events()).isEqualTo(12);
    assertThat(request).asString().contains("main", "tape").doesNotContain("secret", "19");
  }

  @Test
  void aLogThatNobodyOpensIsRefusedByName() throws IOException {
    ClassLoader application = application(Recording.class);

    assertThatThrownBy(() -> open(application, Map.of("realtime.log", "redis://:secret@cache")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("realtime.log")
        .hasMessageContaining("'redis'")
        .hasMessageContaining("no library")
        .message()
        .doesNotContain("secret");
  }

  @Test
  void aLogThatTwoOpenIsRefusedWithTheirNames() throws IOException {
    ClassLoader application = application(Recording.class, Twin.class);

    assertThatThrownBy(() -> open(application, Map.of("realtime.log", "tape:1")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining(Recording.class.getName())
        .hasMessageContaining(Twin.class.getName());
  }

  @Test
  void whatTheProviderRefusesIsAFaultOfTheSettings() throws IOException {
    ClassLoader application = application(Recording.class);

    assertThatThrownBy(
            () ->
                open(
                    application,
                    Map.of("realtime.log", "tape:1", "realtime.tape.speed", "backwards")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("realtime.tape.speed=backwards: must be a number");
  }

  @Test
  void settingsOfLogsThatAreNotThereAreUnknown() throws IOException {
    ClassLoader application = application();

    assertThatThrownBy(() -> open(application, Map.of("realtime.tape.speed", "19")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("realtime.tape.speed (test): there is no such setting");
  }

  @Test
  void noPasswordOfAWrongUriIsShown() throws IOException {
    ClassLoader application = application(Recording.class);

    assertThatThrownBy(() -> open(application, Map.of("realtime.log", "ta pe://me:secret@archive")))
        .isInstanceOf(InvalidSettingsException.class)
        .hasMessageContaining("realtime.log=ta pe://***@archive")
        .hasMessageContaining("must be memory or a URI");
  }
}
