package io.tidewire.it;

import static io.tidewire.it.ClientPage.LIVE;
import static io.tidewire.it.ClientPage.address;
import static io.tidewire.it.ClientPage.upTo;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.rolling.AllRules;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Browser;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
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

  /** The server's port without TLS, whichever the other tests use. */
  private static final Site SITE = new Site(NAME, Integer.getInteger("server.http.port", 0));

  private static final int TABS = 8;
  private static final int SOME = 5;

  /** More than a server has written when it is told to go. */
  private static final int MANY = 500;

  @TempDir Path folder;

  private Browser browser;
  private ClientPage page;

  @Deployment(testable = false)
  static WebArchive application() {
    return ClientPage.in(new Site(NAME).archive(Map.of(), AllRules.class));
  }

  private void start(String... arguments) {
    browser = Browser.start(arguments);
    page = new ClientPage(browser);
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  /** Six streams would take all of a browser's connections to a server. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket,sse,poll", "sse,poll", "poll"})
  void eightTabsAreLiveAndEachOrderIsAnswered(String transports) {
    String topic = "open/tabs/" + transports.replace(',', '-');
    start();
    page.openAll(address(SITE, topic, transports), TABS);
    for (int tab = 0; tab < TABS; tab++) {
      browser.show(tab);
      assertThat(page.order()).isEqualTo(200);
    }
    for (int tab = 0; tab < TABS; tab++) {
      browser.show(tab);
      page.assertAllUpTo(TABS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "poll"})
  void aPageThatIsShownAgainGoesOnFromItsCursor(String transport) {
    String topic = "open/back/" + transport;
    start();
    browser.open(address(SITE, topic, transport)).await(LIVE);
    SITE.publish(SOME, topic);
    page.awaitLast(SOME);

    browser.open(SITE.page("control/subscriptions?topic=open/elsewhere"));
    SITE.publish(SOME, topic);
    browser.back();

    browser.await(LIVE + "[data-restored=true]");
    page.assertAllUpTo(2 * SOME);
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "poll"})
  void aPageWithoutNetworkSaysSoAndCatchesUp(String transport) {
    String topic = "open/offline/" + transport;
    start();
    browser.open(address(SITE, topic, transport)).await(LIVE);
    SITE.publish(SOME, topic);
    page.awaitLast(SOME);

    browser.disconnect();
    browser.await("body[data-state=offline]");
    SITE.publish(SOME, topic);
    browser.reconnect();

    browser.await(LIVE);
    page.assertAllUpTo(2 * SOME);
  }

  /** Both pages keep what they publish in the one database of their origin. */
  @Test
  void whatAPageLeavesIsPublishedOnceByOneThatWasOpenedLater() {
    URI address = URI.create(address(SITE, "open/kept", "websocket") + "&kept");
    start();
    browser.open(address).await(LIVE);
    publishOffline(0);
    browser.openAnother(address).await(LIVE);
    publishOffline(1);
    browser.show(0).closeWindow();

    browser.show(1).reconnect();

    Await.until("what both have published", () -> page.numbers().size() >= 2);
    assertThat(page.numbers()).containsExactlyInAnyOrder(0, 1);
    SITE.publish(1, "open/kept");
    Await.until("what came after", () -> page.numbers().size() > 2);
    assertThat(page.numbers()).as("once").hasSize(3);
  }

  private void publishOffline(int number) {
    browser.disconnect();
    browser.await("body[data-state=offline]");
    browser.evaluate("page.publish({ n: arguments[0] })", number);
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
      start();
      browser.open(address(site, topic, transport)).await(LIVE);
      site.publish(SOME, topic);
      page.awaitLast(SOME);

      server.deploy(application());
      site.publish(2 * SOME, topic);
      page.awaitLast(2 * SOME);
      server.stop();
      server.startAgain();
      site.publish(3 * SOME, topic);
      page.awaitLast(3 * SOME);

      List<Integer> expected = Stream.of(1, 2, 3).flatMap(life -> upTo(life * SOME)).toList();
      assertThat(page.numbers()).isEqualTo(expected);
      assertThat(page.epochs()).hasSize(3);
      assertThat(page.gaps()).isEqualTo(2);
    }
  }

  /**
   * What was published before is sent before the goodbye. Not to a poll, which may be just between
   * two requests.
   */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse"})
  void noEventIsLostOrDoubledWhenTheApplicationIsReplacedInMidStream(String transport)
      throws Exception {
    try (OwnServer server = OwnServer.start(folder)) {
      Site site = new Site(NAME, server.port());
      String topic = "open/replaced/" + transport;
      server.deploy(application());
      start();
      browser.open(address(site, topic, transport)).await(LIVE);

      site.publish(MANY, topic);
      server.deploy(application());
      site.publish(MANY + 1, topic);

      page.awaitLast(MANY + 1);
      assertThat(page.numbers()).isEqualTo(Stream.concat(upTo(MANY), upTo(MANY + 1)).toList());
      assertThat(page.epochs()).hasSize(2);
      assertThat(page.gaps()).isEqualTo(1);
    }
  }

  /** Browsers withhold locks and random UUIDs from such pages. */
  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "poll"})
  void aPageOverPlainHttpOnANameLacksNothing(String transport) {
    String topic = "open/plain/" + transport;
    String named = address(SITE, topic, transport).toString().replace("127.0.0.1", "shop.test");
    start("--host-resolver-rules=MAP shop.test 127.0.0.1");
    browser.open(URI.create(named)).await(LIVE);
    assertThat(browser.evaluate("return isSecureContext || 'locks' in navigator")).isEqualTo(false);

    String cursor = page.publish(1);

    page.assertAllUpTo(1);
    assertThat(page.epochs()).containsExactly(cursor.replaceFirst("-\\d+$", ""));
  }
}
