package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.SessionServlet;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.SseEvent;
import io.tidewire.it.kit.WsClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Users who have signed in and have an HTTP session are told to come back when their application
 * goes, like everybody else, although the server ends their sessions with it.
 */
@ArquillianTest
@RunAsClient
@Timeout(120)
class SignedInStopIT {
  private static final Site SITE = new Site("signed-in");
  private static final String TOPIC = "staff/deployer";

  @ArquillianResource Deployer deployer;

  private final Clients clients = new Clients();

  @Deployment(name = "signed-in", managed = false, testable = false)
  static WebArchive application() {
    return LoginIT.application(SITE).addClass(SessionServlet.class);
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @Test
  void theyAreToldToComeBack() {
    deployer.deploy("signed-in");
    boolean deployed = true;
    try {
      Map<String, String> credentials =
          Map.of("Authorization", LoginIT.SIGNED_IN, "Cookie", session());
      WsClient socket = clients.webSocket(SITE.webSocket(), credentials);
      assertThat(socket.await("welcome").text("user")).isEqualTo("deployer");
      socket.subscribe(TOPIC);
      String cursor = socket.await("subscribed").text("cursor");
      SseClient plain = clients.sse(SITE.sse(TOPIC), credentials);
      SseClient envelopes = clients.sse(SITE.envelopes(TOPIC), credentials);
      CompletableFuture<HttpResponse<String>> poll = poll(cursor, credentials);
      Await.until("all clients", () -> SITE.subscriptions(TOPIC) == 4);

      deployer.undeploy("signed-in");
      deployed = false;

      assertThat(socket.await("bye").json().getBoolean("reconnect")).isTrue();
      assertThat(socket.ends().await().code()).isEqualTo(1012);
      SseEvent bye = plain.events().await("a goodbye", event -> event.type().equals("bye"));
      assertThat(bye.data()).contains("\"reconnect\":true");
      Envelope goodbye =
          envelopes
              .events()
              .await("a goodbye", event -> event.envelope().type().equals("bye"))
              .envelope();
      assertThat(goodbye.json().getBoolean("reconnect")).isTrue();
      assertThat(Await.result("the poll's answer", poll).body()).contains("\"reconnect\":true");
    } finally {
      if (deployed) {
        deployer.undeploy("signed-in");
      }
    }
  }

  private static String session() {
    HttpResponse<String> begun = Site.get(SITE.page("session"), "Authorization", LoginIT.SIGNED_IN);
    assertThat(begun.body()).isEqualTo("begun");
    return begun.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  private static CompletableFuture<HttpResponse<String>> poll(
      String cursor, Map<String, String> headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(SITE.poll(TOPIC) + "&since=" + cursor));
    headers.forEach(request::header);
    return Site.HTTP.sendAsync(request.build(), BodyHandlers.ofString());
  }
}
