package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Browser;
import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.asset.ClassLoaderAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * The tests' own page, which follows a topic with the browser client. It has a strict content
 * security policy. What is asked of it, is asked of the window that the browser shows.
 */
record ClientPage(Browser browser) {
  static final String LIVE = "body[data-state=live]";

  /** Adds the page, and the client that it imports, to an application. */
  static WebArchive in(WebArchive application) {
    return application
        .addAsLibrary(Site.library("realtime-client"))
        .addAsWebResource(file("page.html"), "page.html")
        .addAsWebResource(file("page.js"), "page.js")
        .addAsWebResource(file("mounts.html"), "mounts.html")
        .addAsWebResource(file("mounts.js"), "mounts.js");
  }

  private static ClassLoaderAsset file(String name) {
    return new ClassLoaderAsset("io/tidewire/it/page/" + name);
  }

  /**
   * The page's address.
   *
   * @param transports those that it may use, separated by commas
   */
  static URI address(Site site, String topic, String transports) {
    return site.page("page.html?topic=" + topic + "&transports=" + transports);
  }

  /** Opens the page in this many windows, each when the one before is live. */
  void openAll(URI page, int windows) {
    browser.open(page).await(LIVE);
    for (int window = 1; window < windows; window++) {
      browser.openAnother(page).await(LIVE);
    }
  }

  /** Places an order by a request of its own; the answer's status. */
  long order() {
    return (long) browser.evaluate("return page.order()");
  }

  /** Publishes through the client; the cursor. */
  String publish(int number) {
    return (String) browser.evaluate("return page.publish({ n: arguments[0] })", number);
  }

  /** Returns once the last event that the page was handed has this number. */
  void awaitLast(int number) {
    browser.await("body[data-last='" + number + "']");
  }

  /**
   * Fails unless the page was handed events 1 to the last one, once, in order and without a gap.
   */
  void assertAllUpTo(int last) {
    awaitLast(last);
    assertThat(numbers()).isEqualTo(upTo(last).toList());
    assertThat(gaps()).isZero();
  }

  static Stream<Integer> upTo(int last) {
    return IntStream.rangeClosed(1, last).boxed();
  }

  /** The numbers of all events that the page was handed, in their order, without their epochs. */
  List<Integer> numbers() {
    return received().map(event -> Integer.valueOf(event.replaceFirst(".*:", ""))).toList();
  }

  /** The epochs of these events, each once. */
  List<String> epochs() {
    return received().map(event -> event.replaceFirst(":.*", "")).distinct().toList();
  }

  private Stream<String> received() {
    return ((List<?>) browser.evaluate("return page.numbers")).stream().map(String::valueOf);
  }

  long gaps() {
    return (long) browser.evaluate("return Number(document.body.dataset.gaps)");
  }
}
