package io.tidewire.it.desk;

import io.tidewire.it.kit.Browser;
import java.io.File;
import java.net.URI;
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

  @ArquillianResource URI base;

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

  private DeskBrowser open(String page) {
    DeskBrowser user = DeskBrowser.open(base.resolve(page));
    opened.push(user);
    return user;
  }

  private DeskBrowser signedIn(String user, String page) {
    DeskBrowser opened = open(page);
    opened.page().await(SIGNED_OUT);
    opened.signIn(user);
    opened.page().await("body[data-user=" + user + "]");
    return opened;
  }

  private DeskBrowser chatting(String user, String query) {
    DeskBrowser chatting = signedIn(user, "chat.html" + query);
    chatting.awaitState("live");
    return chatting;
  }

  @ParameterizedTest
  @ValueSource(strings = {"websocket", "sse", "poll"})
  void aSignOutInOneWindowEndsTheOther(String transport) {
    Browser ann = chatting("ann", "?transport=" + transport).page();
    ann.openAnother(ann.page());
    ann.await("body[data-state=live][data-user=ann]");

    ann.click("#sign-out");
    ann.await(SIGNED_OUT);
    ann.awaitText("#sign-in-note", "You have signed out.");

    ann.show(0);
    ann.await(SIGNED_OUT);
    ann.awaitText("#sign-in-note", "signed out in another window");
  }

  @Test
  void aLineReachesTheOthersAsText() {
    DeskBrowser ann = chatting("ann", "?room=text");
    DeskBrowser ben = chatting("ben", "?room=text&transport=sse");
    ann.say("<b>hello</b> & co");
    for (DeskBrowser each : opened) {
      each.page().awaitText("#lines .from", "ann");
      each.page().awaitText("#lines .text", "<b>hello</b> & co");
    }
    ben.say("hello ann");
    ann.page().awaitText("#lines li:last-child", "hello ann");
  }

  @Test
  void whoComesLaterReadsWhatWasSaid() {
    chatting("ann", "?room=later").say("who is there?");
    DeskBrowser ben = chatting("ben", "?room=later&transport=poll");
    ben.page().awaitText("#lines .text", "who is there?");
  }

  @Test
  void whatIsSaidWithoutANetworkIsSentLater() {
    DeskBrowser ann = chatting("ann", "?room=tunnel");
    DeskBrowser ben = chatting("ben", "?room=tunnel");
    ann.page().disconnect();
    ann.awaitState("offline");
    ann.say("in the tunnel");
    ann.page().awaitText("#line-note", "as soon as there is a connection");
    ann.page().reconnect();
    ben.page().awaitText("#lines .text", "in the tunnel");
    ann.page().awaitText("#lines .text", "in the tunnel");
    ann.awaitState("live");
  }

  @Test
  void aWrongPasswordIsExplained() {
    Browser browser = open("chat.html").page();
    browser.await(SIGNED_OUT);
    browser.fill("#sign-in [name=user]", "ann");
    browser.fill("#sign-in [name=password]", "ben");
    browser.click("#sign-in .primary");
    browser.awaitText("#sign-in-note", "no such user");
  }

  @Test
  void theOperatorReadsTellsAndDisconnects() {
    DeskBrowser ann = chatting("ann", "");
    Browser ops = signedIn("ops", "operator.html").page();
    ops.await("body[data-state=live]");
    ann.say("is anybody there?");
    ops.awaitText("#lines li:last-child", "is anybody there?");

    ops.fill("#notice-form [name=to]", "ann");
    ops.fill("#notice-form [name=text]", "closing <i>soon</i>");
    ops.click("#notice-form .primary");
    ops.awaitText("#notice-form-note", "ann has been told");
    ann.page().awaitText("#notices .text", "closing <i>soon</i>");

    ops.fill("#disconnect-form [name=user]", "ann");
    ops.click("#disconnect-form .danger");
    ops.awaitText("#disconnect-form-note", "ann has been disconnected");
    ann.awaitState("closed");
    ann.page().click("#hurry");
    ann.awaitState("live");
  }

  @Test
  void nobodyElseIsTheOperator() {
    Browser ann = signedIn("ann", "operator.html").page();
    ann.awaitText("#lines-note", "Only an operator may read all rooms.");
    ann.fill("#disconnect-form [name=user]", "ben");
    ann.click("#disconnect-form .danger");
    ann.awaitText("#disconnect-form-note", "only an operator");
  }
}
