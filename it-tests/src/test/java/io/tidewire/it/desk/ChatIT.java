package io.tidewire.it.desk;

import static org.junit.jupiter.api.Assumptions.abort;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The sample's pages for users who have signed in, as they are shipped, on a real server, in real
 * browsers. Skipped where there is none.
 */
@ArquillianTest
@RunAsClient
class ChatIT {

  private static final String SIGNED_OUT = "#sign-in-card:not([hidden])";

  @ArquillianResource URL base;

  private final Deque<DeskBrowser> opened = new ArrayDeque<>();

  @Deployment(testable = false)
  static WebArchive sample() {
    return ShrinkWrap.createFromZipFile(
        WebArchive.class, new File(System.getProperty("sample.war")));
  }

  @AfterEach
  void close() {
    while (!opened.isEmpty()) {
      opened.pop().close();
    }
  }

  private DeskBrowser open(String page) throws MalformedURLException {
    DeskBrowser.Installed installed = DeskBrowser.installed().orElse(null);
    if (installed == null) {
      return abort("no Chromium and chromedriver on the PATH: the chat is not tried in a browser");
    }
    DeskBrowser browser = installed.openAny(new URL(base, page));
    opened.push(browser);
    return browser;
  }

  private DeskBrowser signedIn(String user, String page) throws MalformedURLException {
    DeskBrowser browser = open(page);
    browser.await(SIGNED_OUT);
    signIn(browser, user);
    browser.await("body[data-user=" + user + "]");
    return browser;
  }

  private static void signIn(DeskBrowser browser, String user) {
    browser.fill("#sign-in [name=user]", user);
    browser.fill("#sign-in [name=password]", user);
    browser.click("#sign-in .primary");
  }

  private DeskBrowser chatting(String user, String query) throws MalformedURLException {
    DeskBrowser browser = signedIn(user, "chat.html" + query);
    browser.awaitState("open");
    return browser;
  }

  private static void say(DeskBrowser browser, String text) {
    browser.fill("#line-form [name=text]", text);
    browser.click("#line-form .primary");
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "poll"})
  void aSignOutInOneWindowEndsTheOther(String transport) throws Exception {
    DeskBrowser ann = chatting("ann", "?transport=" + transport);
    ann.openAnother();
    ann.await("body[data-state=open][data-user=ann]");

    ann.click("#sign-out");
    ann.await(SIGNED_OUT);
    ann.awaitText("#sign-in-note", "You have signed out.");

    ann.show(0);
    ann.await(SIGNED_OUT);
    ann.awaitText("#sign-in-note", "signed out in another window");
  }

  @Test
  void aLineReachesTheOthersAsText() throws Exception {
    DeskBrowser ann = chatting("ann", "?room=text");
    DeskBrowser ben = chatting("ben", "?room=text&transport=sse");
    say(ann, "<b>hello</b> & co");
    for (DeskBrowser each : opened) {
      each.awaitText("#lines .from", "ann");
      each.awaitText("#lines .text", "<b>hello</b> & co");
    }
    say(ben, "hello ann");
    ann.awaitText("#lines li:last-child", "hello ann");
  }

  @Test
  void whoComesLaterReadsWhatWasSaid() throws Exception {
    say(chatting("ann", "?room=later"), "who is there?");
    DeskBrowser ben = chatting("ben", "?room=later&transport=poll");
    ben.awaitText("#lines .text", "who is there?");
  }

  @Test
  void aWrongPasswordIsExplained() throws Exception {
    DeskBrowser browser = open("chat.html");
    browser.await(SIGNED_OUT);
    browser.fill("#sign-in [name=user]", "ann");
    browser.fill("#sign-in [name=password]", "ben");
    browser.click("#sign-in .primary");
    browser.awaitText("#sign-in-note", "no such user");
  }

  @Test
  void theOperatorTellsAndDisconnects() throws Exception {
    DeskBrowser ann = chatting("ann", "");
    DeskBrowser ops = signedIn("ops", "operator.html");
    ops.fill("#notice-form [name=to]", "ann");
    ops.fill("#notice-form [name=text]", "closing <i>soon</i>");
    ops.click("#notice-form .primary");
    ops.awaitText("#notice-form-note", "ann has been told");
    ann.awaitText("#notices .text", "closing <i>soon</i>");

    ops.fill("#disconnect-form [name=user]", "ann");
    ops.click("#disconnect-form .danger");
    ops.awaitText("#disconnect-form-note", "ann has been disconnected");
    ann.awaitState("ended");
    ann.click("#hurry");
    ann.awaitState("open");
  }

  @Test
  void nobodyElseIsTheOperator() throws Exception {
    DeskBrowser ann = signedIn("ann", "operator.html");
    ann.fill("#disconnect-form [name=user]", "ben");
    ann.click("#disconnect-form .danger");
    ann.awaitText("#disconnect-form-note", "only an operator");
  }
}
