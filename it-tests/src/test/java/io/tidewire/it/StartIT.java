package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.EarlyListener;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.SseClient;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The library says in the server's own log what its start has cost. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class StartIT {
  private static final Site SITE = new Site("start");
  private static final String STARTED =
      ".*Tidewire started in [\\d.,]+ ms for web application '/start'.*";

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of()).addClass(EarlyListener.class);
  }

  @Test
  void theTimeThatTheStartTookIsLogged() {
    awaitLine(STARTED);
  }

  @Test
  void whatCarriesWebSocketsIsLoggedAndWhy() {
    String carrier = Server.upgradesWebSockets() ? "upgraded requests" : "sessions of JSR-356";
    awaitLine(STARTED + "WebSockets: " + carrier + " \\(realtime\\.websocket\\.upgrade=.+\\).*");
  }

  /** Servers have filters of their own, for WebSockets; the application here has none. */
  @Test
  void noFilterOfTheServerIsWarnedAbout() {
    awaitLine(STARTED);
    SITE.publish(1, "open/start");
    assertThat(Server.log())
        .noneMatch(line -> line.matches(".*web application '/start': filters.*"));
  }

  /**
   * As a classic Spring application's {@code ContextLoaderListener} does when it makes its beans.
   */
  @Test
  void whatTheApplicationsOwnListenerPublishesReachesItsClients() {
    SseClient stream = clients.sse(Http.with(SITE.sse("open/early"), "since", "start"));
    assertThat(stream.events().await().data()).isEqualTo("1");
    assertThat(stream.events().await().data()).isEqualTo("2");
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  private static void awaitLine(String regex) {
    Await.until("the line in the log", () -> Server.log().stream().anyMatch(l -> l.matches(regex)));
  }
}
