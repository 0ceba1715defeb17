package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.rolling.AllRules;
import io.tidewire.it.kit.Browser;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.asset.ClassLoaderAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The browser client in a page with a strict content security policy, over HTTP/1.1, in a real
 * browser. Skipped where there is none.
 */
@ArquillianTest
@RunAsClient
@Timeout(300)
@EnabledIfSystemProperty(
    named = "server.id",
    matches = "tomcat",
    disabledReason = "one kind of server is enough to see what the browser client does")
class PageIT {
  private static final String NAME = "pages";
  private static final String LIVE = "body[data-state=live]";

  /** The server's port without TLS, whichever the other tests use. */
  private static final Site SITE = new Site(NAME, Integer.getInteger("server.http.port", 0));

  private static final int TABS = 8;
  private static final int SOME = 5;

  @TempDir Path folder;

  private Browser browser;

  @Deployment(testable = false)
  static WebArchive application() {
    return new Site(NAME)
        .archive(Map.of(), AllRules.class)
        .addAsLibrary(Site.library("realtime-client"))
        .addAsWebResource(file("page.html"), "page.html")
        .addAsWebResource(file("page.js"), "page.js");
  }

  private static ClassLoaderAsset file(String name) {
    return new ClassLoaderAsset("io/tidewire/it/page/" + name);
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  private static URI page(Site site, String topic, String transports) {
    return site.page("page.html?topic=" + topic + "&transports=" + transports);
  }

  private void awaitLast(int number) {
    browser.await("body[data-last='" + number + "']");
  }

  private long gaps() {
    return (long) browser.evaluate("return Number(document.body.dataset.gaps)");
  }

  /** The numbers of all events that the page was handed, in their order, without their epochs. */
  private List<Integer> numbers() {
    return received().map(event -> Integer.valueOf(event.replaceFirst(".*:", ""))).toList();
  }

  private Stream<String> received() {
    return ((List<?>) browser.evaluate("return page.numbers")).stream().map(String::valueOf);
  }

  private static List<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed().toList();
  }

  /** Six streams would take all of a browser's connections to a server. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket,sse,poll", "sse,poll", "poll"})
  void eightTabsAreLiveAndEachOrderIsAnswered(String transports) {
    String topic = "open/tabs/" + transports.replace(',', '-');
    browser = Browser.start();
    browser.open(page(SITE, topic, transports)).await(LIVE);
    for (int tab = 1; tab < TABS; tab++) {
      browser.openAnother(page(SITE, topic, transports)).await(LIVE);
    }
    for (int tab = 0; tab < TABS; tab++) {
      assertThat(browser.show(tab).evaluate("return page.order()")).isEqualTo(200L);
    }
    for (int tab = 0; tab < TABS; tab++) {
      browser.show(tab);
      awaitLast(TABS);
      assertThat(numbers()).isEqualTo(upTo(TABS));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "poll"})
  void aPageThatIsShownAgainGoesOnFromItsCursor(String transport) {
    String topic = "open/back/" + transport;
    browser = Browser.start();
    browser.open(page(SITE, topic, transport)).await(LIVE);
    SITE.publish(SOME, topic);
    awaitLast(SOME);

    browser.open(SITE.page("control/subscriptions?topic=open/elsewhere"));
    SITE.publish(SOME, topic);
    browser.back();

    browser.await(LIVE + "[data-restored=true]");
    awaitLast(2 * SOME);
    assertThat(numbers()).isEqualTo(upTo(2 * SOME));
    assertThat(gaps()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "poll"})
  void aPageWithoutNetworkSaysSoAndCatchesUp(String transport) {
    String topic = "open/offline/" + transport;
    browser = Browser.start();
    browser.open(page(SITE, topic, transport)).await(LIVE);
    SITE.publish(SOME, topic);
    awaitLast(SOME);

    browser.disconnect();
    browser.await("body[data-state=offline]");
    SITE.publish(SOME, topic);
    browser.reconnect();

    browser.await(LIVE);
    awaitLast(2 * SOME);
    assertThat(numbers()).isEqualTo(upTo(2 * SOME));
    assertThat(gaps()).isZero();
  }

  /**
   * Each life of the server has a log of its own; where one follows the other, the page is told.
   */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "poll"})
  void noEventIsLostOrDoubledWhenTheServerIsStartedAgain(String transport) throws Exception {
    try (OwnServer server = OwnServer.start(folder)) {
      Site site = new Site(NAME, server.port());
      String topic = "open/restart/" + transport;
      server.deploy(application());
      browser = Browser.start();
      browser.open(page(site, topic, transport)).await(LIVE);
      site.publish(SOME, topic);
      awaitLast(SOME);

      server.deploy(application());
      site.publish(2 * SOME, topic);
      awaitLast(2 * SOME);
      server.stop();
      server.startAgain();
      site.publish(3 * SOME, topic);
      awaitLast(3 * SOME);

      List<Integer> expected =
          IntStream.rangeClosed(1, 3).boxed().flatMap(life -> upTo(life * SOME).stream()).toList();
      assertThat(numbers()).isEqualTo(expected);
      assertThat(received().map(event -> event.split(":", 2)[0]).distinct()).hasSize(3);
      assertThat(gaps()).isEqualTo(2);
    }
  }

  /** Browsers withhold locks and random UUIDs from such pages. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "poll"})
  void aPageOverPlainHttpOnANameLacksNothing(String transport) {
    String topic = "open/plain/" + transport;
    String page = page(SITE, topic, transport).toString().replace("127.0.0.1", "shop.test");
    browser = Browser.start("--host-resolver-rules=MAP shop.test 127.0.0.1");
    browser.open(URI.create(page)).await(LIVE);
    assertThat(browser.evaluate("return isSecureContext || 'locks' in navigator")).isEqualTo(false);

    Object cursor = browser.evaluate("return page.publish({ n: 1 })");

    awaitLast(1);
    assertThat(received()).singleElement().isEqualTo(epoch(cursor) + ":1");
  }

  private static String epoch(Object cursor) {
    return String.valueOf(cursor).replaceFirst("-\\d+$", "");
  }
}
