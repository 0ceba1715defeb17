package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.cdi.CdiRules;
import io.tidewire.it.kit.Await;
import java.net.URI;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** The server's own metrics endpoint shows the hub. */
@ArquillianTest
@RunAsClient
@Timeout(60)
@EnabledIfSystemProperty(
    named = "server.id",
    matches = "payara|liberty",
    disabledReason = "this server has no MicroProfile Metrics, as it is configured for these tests")
class MetricsIT {
  private static final Site SITE = new Site("measured");
  private static final URI METRICS = URI.create("http://127.0.0.1:" + Site.PORT + "/metrics");

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return ShrinkWrap.create(WebArchive.class, "measured.war")
        .addAsLibraries(Server.librariesWithCdi())
        .addPackage(CdiRules.class.getPackage())
        .addAsWebInfResource(Server.beansXml(), "beans.xml");
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @Test
  void theHubIsShownWithItsNumbers() {
    clients.sse(SITE.envelopes("open/orders/north")).events().await();

    Await.until("one stream, and no poll", () -> shows("sse", 1) && shows("poll", 0));
  }

  /** MicroProfile Metrics before 5, as on Payara 5, puts the scope in front of the name. */
  private static boolean shows(String transport, int connections) {
    HttpResponse<String> answer = Site.get(METRICS);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer
        .body()
        .lines()
        .filter(line -> line.matches("(application_)?tidewire_connections\\{.*"))
        .filter(line -> line.contains("transport=\"" + transport + "\""))
        .anyMatch(line -> line.matches(".* " + connections + "(\\.0)?"));
  }
}
