package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Browser;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * A page that is open all day, and subscribes whenever one of its parts is shown: neither it nor
 * the server grows. Skipped where there is no browser.
 *
 * <p>{@code -Psoak} takes an hour: {@code -Dsoak.mounts=10000 -Dsoak.pause=340}.
 */
@ArquillianTest
@RunAsClient
@Timeout(value = 2, unit = TimeUnit.HOURS)
@EnabledIfSystemProperty(
    named = "server.id",
    matches = "tomcat",
    disabledReason = "one kind of server is enough to see what the browser client does")
class SoakIT {
  private static final Site SITE = new Site("soak");
  private static final int TOPICS = 7;

  /** How many a script does before it comes back, within the time that it may take. */
  private static final int AT_ONCE = 20;

  private static final int MOUNTS = Integer.getInteger("soak.mounts", 400);
  private static final int PAUSE_MILLIS = Integer.getInteger("soak.pause", 0);

  /** After these the page has loaded and compiled what it needs. */
  private static final int WARM_UP = MOUNTS / 4;

  /** Less than what a listener and an event for each of the mounts would take. */
  private static final long GROWTH_BYTES = 256 * 1024;

  @Deployment(testable = false)
  static WebArchive application() {
    return ClientPage.in(SITE.archive(Map.of()));
  }

  @Test
  void aPageThatSubscribesAgainAndAgainDoesNotGrow() {
    String[] topics =
        IntStream.range(0, TOPICS).mapToObj(i -> "open/soak" + i).toArray(String[]::new);
    SITE.publish(1, topics);
    String query =
        IntStream.range(0, TOPICS)
            .mapToObj(i -> "topic=" + topics[i])
            .collect(Collectors.joining("&"));
    try (Browser browser = Browser.start().open(SITE.page("mounts.html?" + query))) {
      browser.await("body[data-count]");
      mount(browser, 0, WARM_UP);
      long before = browser.heap();

      mount(browser, WARM_UP, MOUNTS);

      long growth = browser.heap() - before;
      System.out.println(
          "the page's heap: " + before + " bytes, " + growth + " more after " + MOUNTS + " mounts");
      assertThat(growth).isLessThan(GROWTH_BYTES);
      Await.until(
          "the end of all subscriptions",
          () -> IntStream.range(0, TOPICS).allMatch(i -> SITE.subscriptions(topics[i]) == 0));
    }
  }

  private static void mount(Browser browser, int from, int to) {
    for (int done = from; done < to; ) {
      int next = Math.min(to, done + AT_ONCE);
      Object count =
          browser.evaluate(
              "return page.mount(arguments[0], arguments[1])", next - done, PAUSE_MILLIS);
      assertThat(count).isEqualTo((long) next);
      done = next;
    }
  }
}
