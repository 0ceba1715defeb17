package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.SessionServlet;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.End;
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
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A client of each kind of a user who has signed in and has an HTTP session, on a topic on which
 * nothing happens.
 */
record SignedInClients(
    WsClient socket,
    SseClient plain,
    SseClient envelopes,
    CompletableFuture<HttpResponse<String>> poll) {

  private static final String TOPIC = "staff/deployer";

  /** An application for them. */
  static WebArchive application(Site site) {
    return LoginIT.application(site).addClass(SessionServlet.class);
  }

  static SignedInClients open(Clients clients, Site site) {
    Map<String, String> credentials =
        Map.of("Authorization", LoginIT.SIGNED_IN, "Cookie", session(site));
    WsClient socket = clients.webSocket(site.webSocket(), credentials);
    assertThat(socket.await("welcome").text("user")).isEqualTo("deployer");
    socket.subscribe(TOPIC);
    String cursor = socket.await("subscribed").text("cursor");
    SseClient plain = clients.sse(site.sse(TOPIC), credentials);
    SseClient envelopes = clients.sse(site.envelopes(TOPIC), credentials);
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(site.poll(TOPIC) + "&since=" + cursor));
    credentials.forEach(request::header);
    CompletableFuture<HttpResponse<String>> poll =
        Site.HTTP.sendAsync(request.build(), BodyHandlers.ofString());
    Await.until("all clients", () -> site.subscriptions(TOPIC) == 4);
    return new SignedInClients(socket, plain, envelopes, poll);
  }

  private static String session(Site site) {
    HttpResponse<String> begun = Site.get(site.page("session"), "Authorization", LoginIT.SIGNED_IN);
    assertThat(begun.body()).isEqualTo("begun");
    return begun.headers().firstValue("Set-Cookie").orElseThrow().split(";", 2)[0];
  }

  void assertToldToComeBack() {
    assertThat(socket.await("bye").json().getBoolean("reconnect")).isTrue();
    End end = socket.ends().await();
    assertThat(end.code()).as(end.how()).isEqualTo(1012);
    SseEvent bye = plain.events().await("a goodbye", event -> event.type().equals("bye"));
    assertThat(bye.data()).contains("\"reconnect\":true");
    Envelope goodbye =
        envelopes
            .events()
            .await("a goodbye", event -> event.envelope().type().equals("bye"))
            .envelope();
    assertThat(goodbye.json().getBoolean("reconnect")).isTrue();
    assertThat(Await.result("the poll's answer", poll).body()).contains("\"reconnect\":true");
  }
}
