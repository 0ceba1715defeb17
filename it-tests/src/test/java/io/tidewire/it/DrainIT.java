package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.rolling.AllRules;
import io.tidewire.it.app.rolling.Gate;
import io.tidewire.it.app.rolling.OperatorServlet;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.WsClient;
import io.tidewire.spi.InboundHandler;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A node that is taken out of service answers what it has been asked, and takes nothing more. */
@ArquillianTest
@RunAsClient
@Timeout(120)
class DrainIT {
  private static final Site SITE = new Site("emptying");

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of(), AllRules.class)
        .addClasses(OperatorServlet.class, Gate.class)
        .addAsServiceProvider(InboundHandler.class, Gate.class);
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  private static String toGate(String id) {
    return "{\"type\":\"send\",\"id\":\"%1$s\",\"to\":\"gate\",\"event\":\"line\",\"data\":\"%1$s\"}"
        .formatted(id);
  }

  private static HttpRequest post(String id) {
    return HttpRequest.newBuilder(SITE.uri("send"))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(toGate(id)))
        .build();
  }

  @Test
  void whatIsUnderWayIsAnsweredAndNothingMoreIsTaken() {
    SseClient idle = clients.sse(SITE.envelopes("open/a"));
    idle.events().await();
    WsClient socket = clients.webSocket(SITE.webSocket());
    socket.sendText(toGate("by socket"));
    CompletableFuture<HttpResponse<String>> posted =
        Site.HTTP.sendAsync(post("by request"), BodyHandlers.ofString());
    Await.until(
        "both at the gate", () -> Site.get(SITE.page("operator/waiting")).body().equals("2"));

    CompletableFuture<String> drained =
        CompletableFuture.supplyAsync(() -> SITE.post("operator/drain?millis=0"));
    Envelope bye =
        idle.events().await("a goodbye", event -> event.envelope().type().equals("bye")).envelope();
    boolean isDrained = drained.isDone();
    SITE.post("operator/open");

    assertThat(bye.text("reason")).isEqualTo("drain");
    assertThat(isDrained).as("drained while clients wait").isFalse();
    Envelope ack = socket.await("ack");
    assertThat(ack.text("id")).isEqualTo("by socket");
    assertThat(ack.text("data")).isEqualTo("by socket");
    assertThat(socket.await("bye").text("reason")).isEqualTo("drain");
    assertThat(socket.ends().await().code()).isEqualTo(1001);
    HttpResponse<String> answer = Await.result("the answer", posted);
    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(Envelope.unbatch(answer.body()).get(0).text("data")).isEqualTo("by request");
    assertThat(Await.result("the drain", drained)).isEqualTo("drained");
    assertUnavailable(Site.send(post("too late")));
    assertUnavailable(Site.get(SITE.uri("info")));
  }

  private static void assertUnavailable(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).isEqualTo(503);
    assertThat(answer.headers().firstValue("Retry-After").orElse("")).matches("\\d+");
    assertThat(Envelope.unbatch(answer.body()).get(0).text("code")).isEqualTo("overloaded");
  }
}
