package io.tidewire.it;

import static io.tidewire.it.ClientPage.address;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.account.AccountRules;
import io.tidewire.it.app.account.AccountServlet;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Browser;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * The tabs of a user who has signed in share a connection over HTTP/1.1, and lose nothing when the
 * tab that has it goes, however that happens. Skipped where there is no browser.
 */
@ArquillianTest
@RunAsClient
@Timeout(120)
@EnabledIfSystemProperty(
    named = "server.id",
    matches = "tomcat",
    disabledReason = "one kind of server is enough to see what the browser client does")
class SharedPageIT {
  private static final String NAME = "shared-pages";

  /** The server's port without TLS, whichever the other tests use. */
  private static final Site SITE = new Site(NAME, Integer.getInteger("server.http.port", 0));

  private static final int TABS = 8;
  private static final int FEW_TABS = 3;
  private static final int SOME = 5;

  private Browser browser;
  private ClientPage page;

  @Deployment(testable = false)
  static WebArchive application() {
    return ClientPage.in(
        new Site(NAME)
            // The server learns from its next writes that a browser has hung up.
            .archive(Map.of("realtime.heartbeat", "1s"), AccountRules.class)
            .addPackage(AccountServlet.class.getPackage()));
  }

  @AfterEach
  void close() {
    if (browser != null) {
      browser.close();
    }
  }

  /** The first one has the connection. */
  private void openTabs(int tabs, String topic) {
    browser = Browser.start().open(SITE.page("control/subscriptions?topic=halls/none"));
    page = new ClientPage(browser);
    assertThat(account("in?user=ann")).isEqualTo(200L);
    page.openAll(address(SITE, topic, "sse,poll"), tabs);
    awaitOneConnection(topic);
  }

  /** Does something with the account; the answer's status. */
  private Object account(String what) {
    return browser.evaluate(
        "return fetch(arguments[0], {method: 'POST'}).then(r => r.status)",
        SITE.page("account/" + what).toString());
  }

  private static void awaitOneConnection(String topic) {
    Await.until("one connection of all tabs", () -> SITE.subscriptions(topic) == 1);
  }

  @Test
  void eightTabsHaveOneConnectionAndEachOrderIsAnswered() {
    String topic = "rooms/eight";
    openTabs(TABS, topic);
    for (int tab = 0; tab < TABS; tab++) {
      browser.show(tab);
      assertThat(page.order()).isEqualTo(200);
    }
    for (int tab = 0; tab < TABS; tab++) {
      browser.show(tab);
      page.assertAllUpTo(TABS);
    }
    assertThat(SITE.subscriptions(topic)).isEqualTo(1);
  }

  @Test
  void anotherTabGoesOnWhenTheLeaderIsClosed() {
    String topic = "rooms/closed";
    openTabs(FEW_TABS, topic);
    browser.show(0).closeWindow();
    assertOthersGoOn(topic);
  }

  @Test
  void anotherTabGoesOnWhenTheLeaderCrashes() {
    String topic = "rooms/crashed";
    openTabs(FEW_TABS, topic);
    browser.crash(0);
    assertOthersGoOn(topic);
  }

  /** A page that is frozen gives the lead away, and follows the others when it wakes up. */
  @Test
  void anotherTabGoesOnWhenTheLeaderIsFrozen() {
    String topic = "rooms/frozen";
    openTabs(FEW_TABS, topic);
    browser.freeze(0);
    SITE.publish(SOME, topic);
    for (int tab = 1; tab < FEW_TABS; tab++) {
      browser.show(tab);
      page.assertAllUpTo(SOME);
    }
    browser.unfreeze(0);
    browser.show(0);
    page.assertAllUpTo(SOME);
    awaitOneConnection(topic);
  }

  @Test
  void allTabsEndWhenTheUserSignsOutInOneOfThem() {
    String topic = "rooms/signed-out";
    openTabs(FEW_TABS, topic);
    assertThat(account("invalidate")).isEqualTo(200L);
    for (int tab = 0; tab < FEW_TABS; tab++) {
      browser.show(tab).await("body[data-state=closed][data-code=unauthorized]");
    }
    assertThat(SITE.subscriptions(topic)).as("nobody takes over").isZero();
  }

  private void assertOthersGoOn(String topic) {
    SITE.publish(SOME, topic);
    for (int tab = 1; tab < FEW_TABS; tab++) {
      browser.show(tab);
      page.assertAllUpTo(SOME);
    }
    awaitOneConnection(topic);
  }
}
