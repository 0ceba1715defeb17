package io.tidewire.it.desk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The sample as it is shipped, on a real server, in real browsers. Skipped where there is none. */
@ArquillianTest
@RunAsClient
@DisabledIfSystemProperty(
    named = "server.id",
    matches = "wildfly|payara",
    disabledReason =
        "the sample of this build has a CDI of its own, which this server does not take")
class OpsDeskIT {

  private static final String COUNT = "#regions [data-region=%s] .count";

  private final HttpClient client = HttpClient.newHttpClient();

  @ArquillianResource URI base;

  private DeskBrowser desk;

  @Deployment(testable = false)
  static WebArchive sample() {
    return ShrinkWrap.createFromZipFile(
        WebArchive.class, new File(System.getProperty("sample.war")));
  }

  @BeforeEach
  void openDesk() {
    desk = open();
  }

  @AfterEach
  void closeDesk() {
    if (desk != null) {
      desk.close();
    }
  }

  private DeskBrowser open() {
    DeskBrowser opened = DeskBrowser.open(base);
    opened.awaitState("live");
    return opened;
  }

  private void order(String region) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(base.resolve("orders"))
            .header("Content-Type", "application/json")
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    "{\"region\":\"%s\",\"item\":\"lamp\",\"quantity\":3}".formatted(region)))
            .build();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    assertThat(status).isEqualTo(201);
  }

  private void orders(String region, int count) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      order(region);
    }
  }

  @Test
  void anOrderInOneBrowserAppearsInTheOther() {
    try (DeskBrowser other = open()) {
      desk.placeOrder("apac", "<b>sofa</b>", 7);
      desk.page().awaitText("#order-note", "Order apac #");
      for (DeskBrowser each : List.of(desk, other)) {
        each.page().awaitText("#orders", "<b>sofa</b>");
        each.page().awaitText("#orders", "× 7");
        assertThat(each.page().number("#missed")).isZero();
      }
    }
  }

  @Test
  void cutsAndSwitchesLoseNothing() throws Exception {
    desk.placeOrder("eu", "chair", 1);
    desk.page().awaitText("#order-note", "Order eu #");
    desk.page().awaitText("#orders", "chair");
    long orders = desk.page().number(COUNT.formatted("eu"));
    int cuts = 0;
    for (String transport : List.of("websocket", "poll", "sse", "poll", "websocket", "sse")) {
      desk.follow(transport);
      orders("eu", 10);
      desk.page().click("#cut");
      orders("eu", 10);
      desk.page().awaitNumber("#reconnects", ++cuts);
      orders("eu", 10);
      orders += 30;
      desk.page().awaitNumber(COUNT.formatted("eu"), orders);
      assertThat(desk.page().number("#missed")).as("missed over %s", transport).isZero();
    }
    assertThat(desk.page().number("#gaps")).isZero();
  }

  @Test
  void anEventThatIsDroppedIsMissed() {
    desk.page().awaitText("#cursor", "-");
    assertThat(desk.page().number("#missed")).isZero();
    desk.page().await("#log [data-type=event] .topic");
    desk.page().click("#lose");
    desk.page().awaitNumber("#missed", 1);
  }

  @Test
  void aRegionIsWatchedAloneAndTheOthersAreCaughtUp() throws Exception {
    order("latam");
    desk.page().awaitText("#orders", "latam");
    desk.page().click("#regions [data-region=us]");
    desk.page().await("#regions [data-region=us][aria-pressed=true]");
    orders("latam", 5);
    orders("us", 2);
    desk.page().awaitText("#orders tr:first-child", "us");
    assertThat(desk.page().texts("#orders .tag")).containsOnly("us");
    desk.page().click("#regions [data-region='']");
    desk.page().awaitText("#orders", "latam");
    order("latam");
    order("us");
    desk.page().awaitText("#orders tr:first-child", "us");
    assertThat(desk.page().number("#missed")).isZero();
  }

  @Test
  void theServersFiguresTick() {
    desk.page().awaitText("#log", "figures");
    assertThat(desk.page().text("#uptime")).matches(".*\\d+ (s|min).*");
    assertThat(desk.page().number("#heap")).isPositive();
    assertThat(desk.page().number("#threads")).isPositive();
    desk.page().await("#heap-line .line[d]");
  }

  @Test
  void aBadOrderIsExplained() {
    desk.page().evaluate("document.querySelector('#order-form').noValidate = true");
    desk.placeOrder("eu", "chair", 1001);
    desk.page().awaitText("#order-note", "'quantity' must be 1 to 1000");
  }

  @Test
  void thePageFitsAPhone() {
    desk.page().size(360, 800);
    Object overflow =
        desk.page().evaluate("return document.documentElement.scrollWidth - window.innerWidth");
    assertThat(((Number) overflow).longValue()).isNotPositive();
  }

  @Test
  void looksAsInTheReadme() throws Exception {
    desk.page().size(1360, 1280);
    for (String region : List.of("eu", "us", "apac", "latam", "eu", "us", "latam")) {
      order(region);
    }
    desk.page().awaitText("#orders tr:first-child", "latam");
    desk.page().await("#cpu-line .line[d]");
    desk.page().screenshot(Path.of("ops-desk.png").toAbsolutePath());
  }
}
