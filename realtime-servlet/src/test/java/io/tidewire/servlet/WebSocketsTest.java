package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.http.HttpServlet;
import jakarta.websocket.server.ServerContainer;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** By which road an application's WebSockets go on a real Tomcat, and what the log says of it. */
@Timeout(60)
class WebSocketsTest {

  private static final String UPGRADED =
      "WebSockets: upgraded requests (realtime.websocket.upgrade=auto: proven on Apache Tomcat/";
  private static final String UNHEEDED = "which are upgraded requests: ";
  private static final String TEXT_BUFFER = "org.apache.tomcat.websocket.textBufferSize";

  @TempDir Path folder;

  /** What the library has logged as the application started. */
  private String logOf(Map<String, String> settings, ServletContainerInitializer... before)
      throws Exception {
    try (LogRecorder log = LogRecorder.of("io.tidewire");
        SignedInTomcat server = new SignedInTomcat(folder, null, settings, before).start()) {
      HeardSocket socket = HeardSocket.open(HttpClient.newHttpClient(), server);
      socket.subscribe("news");
      assertThat(socket.isOpen()).isTrue();
      return String.join("\n", log.messages());
    }
  }

  @Test
  void onThisServerTheyAreUpgradedRequests() throws Exception {
    assertThat(logOf(Map.of())).contains(UPGRADED).doesNotContain(UNHEEDED);
  }

  @Test
  void withCompressionTheyAreNot() throws Exception {
    assertThat(logOf(Map.of("realtime.websocket.compression", "true")))
        .contains("WebSockets: sessions of JSR-356 (realtime.websocket.upgrade=auto: only JSR-356");
  }

  private static final class Other extends HttpServlet {
    private static final long serialVersionUID = 1L;
  }

  /** A start that failed would be worse than the other road. */
  @Test
  void whereTheirPathIsTakenTheyAreNotEither() throws Exception {
    ServletContainerInitializer squatter =
        (none, context) -> context.addServlet("other", new Other()).addMapping("/realtime/ws");

    assertThat(logOf(Map.of(), squatter))
        .contains("JSR-356 (realtime.websocket.upgrade=auto: the application has a servlet");
  }

  /** Sets what upgraded requests do not heed, before the library's listener runs. */
  private static final class Tuning implements ServletContextListener, ServletContainerInitializer {

    @Override
    public void onStartup(@Nullable Set<Class<?>> none, ServletContext context) {
      context.addListener(this);
    }

    @Override
    public void contextInitialized(ServletContextEvent event) {
      ServerContainer container =
          (ServerContainer) event.getServletContext().getAttribute(ServerContainer.class.getName());
      container.setDefaultMaxTextMessageBufferSize(1_000);
      container.setDefaultMaxBinaryMessageBufferSize(1_000);
      container.setDefaultMaxSessionIdleTimeout(1_000_000);
      container.setAsyncSendTimeout(1_000_000);
    }
  }

  @Test
  void settingsThatTheyDoNotHeedAreNamedInOneLine() throws Exception {
    assertThat(logOf(Map.of(TEXT_BUFFER, "1000"), new Tuning()).lines())
        .filteredOn(line -> line.contains(UNHEEDED))
        .singleElement()
        .asString()
        .contains(
            UNHEEDED
                + TEXT_BUFFER
                + ", ServerContainer.setDefaultMaxTextMessageBufferSize"
                + ", ServerContainer.setDefaultMaxBinaryMessageBufferSize"
                + ", ServerContainer.setDefaultMaxSessionIdleTimeout"
                + ", ServerContainer.setAsyncSendTimeout. With");
  }

  @Test
  void ofThoseThatAreHeededNothingIsSaid() throws Exception {
    Map<String, String> settings =
        Map.of("realtime.websocket.upgrade", "false", TEXT_BUFFER, "1000");

    assertThat(logOf(settings, new Tuning()))
        .contains("WebSockets: sessions of JSR-356 (realtime.websocket.upgrade=false)")
        .doesNotContain(UNHEEDED);
  }
}
