package io.tidewire.it.desk;

import io.tidewire.it.kit.Browser;
import java.net.URI;

/** What a user of the sample does on its pages, in a browser of the user's own. */
record DeskBrowser(Browser page) implements AutoCloseable {

  /** Opens a page of the sample, in another browser; skips the test where there is none. */
  static DeskBrowser open(URI page) {
    return new DeskBrowser(Browser.start().open(page));
  }

  void placeOrder(String region, String item, int quantity) {
    page.click("select[name=region] option[value=" + region + "]");
    page.fill("input[name=item]", item);
    page.fill("input[name=quantity]", String.valueOf(quantity));
    page.click("#order-form .primary");
  }

  void signIn(String user) {
    page.fill("#sign-in [name=user]", user);
    page.fill("#sign-in [name=password]", user);
    page.click("#sign-in .primary");
  }

  void say(String text) {
    page.fill("#line-form [name=text]", text);
    page.click("#line-form .primary");
  }

  /** Lets the page use one transport only. */
  void follow(String transport) {
    page.click("#transports label:has([value=" + transport + "])");
    page.await("body[data-state=live][data-transport=" + transport + "]");
  }

  void awaitState(String state) {
    page.await("body[data-state=" + state + "]");
  }

  @Override
  public void close() {
    page.close();
  }
}
