package io.tidewire.it;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewire.it.kit.Browser;
import io.tidewire.it.proxy.Product;
import io.tidewire.it.proxy.Route;
import io.tidewire.it.proxy.Way;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The browser client in Chromium finds a way through proxies as people have them, and a better one
 * when they are mended: each event comes once and in order. Skipped, with a notice, where there is
 * no Chromium or not that proxy.
 */
@ArquillianTest
@RunAsClient
@Timeout(180)
@EnabledIfSystemProperty(
    named = "server.id",
    matches = "tomcat",
    disabledReason = "what proxies do to the transports is the same in front of every server")
class ProxiesIT {
  private static final Site SITE = new Site("proxies");

  /** The port without TLS, which is behind all these proxies. */
  private static final int SERVER = Integer.getInteger("server.http.port", 0);

  private static final Path FILES = Path.of("proxies");
  private static final int PORTIONS = 20;
  private static final int PORTION = 50;
  private static final int HALF = PORTIONS * PORTION;

  /** Every so many portions those disturb who do so at random; more events follow each time. */
  private static final int DISTURBED = 5;

  private final Map<Route, Way> ways = new LinkedHashMap<>();
  private Browser browser;

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of("realtime.history.events", "5000"))
        .addAsLibrary(Site.library("realtime-client"))
        .addAsWebResource("io/tidewire/it/proxy/way.html", "way.html")
        .addAsWebResource("io/tidewire/it/proxy/ways.html", "ways.html");
  }

  @BeforeEach
  void startBrowser() {
    browser = Browser.start("--ignore-certificate-errors");
  }

  @AfterEach
  void end() {
    try {
      if (browser != null) {
        browser.close();
      }
    } finally {
      ways.values().forEach(Way::close);
    }
  }

  @ParameterizedTest
  @EnumSource
  void eventsGetThrough(Product product) {
    if (product.program().isEmpty()) {
      System.out.println(product.title() + " is not installed: the client is not tried behind it");
    }
    assumeTrue(product.program().isPresent(), product.title() + " is not installed");
    getThrough(Route.through(product));
  }

  @Test
  void eventsGetThroughProxiesThatNobodyWants() {
    getThrough(Route.throughOddOnes());
  }

  private void getThrough(List<Route> routes) {
    try {
      for (Route route : routes) {
        ways.put(route, route.opener().open(SERVER, FILES));
      }
      browser.open(page());
      ways.keySet().forEach(route -> await(route, live(route.first(), 0)));
      publishHalf();
      ways.keySet().forEach(route -> await(route, live(route.first(), HALF)));
      routes.stream()
          .filter(route -> route.id().endsWith("-cuts-idle"))
          .forEach(route -> await(route, "[data-ends]:not([data-ends='0'])"));
      ways.values().forEach(Way::mend);
      // Who has just been cut off finds its way by itself, with nothing to climb from.
      ways.keySet().forEach(route -> await(route, "[data-state=live]"));
      browser.evaluate("climb()");
      publishHalf();
      ways.keySet().forEach(route -> await(route, live(route.mended(), 2 * HALF)));
    } catch (AssertionError | RuntimeException e) {
      ways.values().forEach(way -> System.out.println(way.log()));
      throw e;
    } finally {
      System.out.println(String.join("\n", browser.texts("li")));
    }
  }

  /** One page, with a frame for each way that was loaded over this way. */
  private URI page() {
    return URI.create(
        "http://127.0.0.1:"
            + SERVER
            + "/proxies/ways.html?"
            + ways.entrySet().stream()
                .map(way -> way.getKey().id() + "=" + encoded(way.getValue().origin()))
                .collect(Collectors.joining("&")));
  }

  private static String encoded(String origin) {
    return URLEncoder.encode(origin + "/proxies/way.html", StandardCharsets.UTF_8);
  }

  private void publishHalf() {
    String[] topics = ways.keySet().stream().map(way -> "open/" + way.id()).toArray(String[]::new);
    for (int i = 1; i <= PORTIONS; i++) {
      SITE.publish(PORTION, topics);
      if (i % DISTURBED == DISTURBED / 2) {
        ways.values().forEach(Way::disturb);
      }
    }
  }

  private static String live(String transport, int received) {
    return "[data-state=live][data-transport%s][data-received='%d'][data-wrong='0'][data-gaps='0']"
        .formatted(transport.isEmpty() ? "" : "=" + transport, received);
  }

  private void await(Route route, String state) {
    browser.await("#" + route.id() + state);
  }
}
