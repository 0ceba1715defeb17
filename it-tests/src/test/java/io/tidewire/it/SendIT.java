package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.twoway.Desk;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Transport;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** Clients without a WebSocket send by requests of their own. */
@ArquillianTest
@RunAsClient
@Timeout(120)
class SendIT {
  private static final Site SITE = new Site("sending");
  private static final String NAMED = "?client=0123456789abcdef";
  private static final int MANY = 40;

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return ShrinkWrap.create(WebArchive.class, SITE.name() + ".war")
        .addAsLibraries(Server.librariesWithCdi())
        .addPackage(Desk.class.getPackage())
        .addAsWebInfResource(Server.beansXml(), "beans.xml");
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  private static HttpRequest.Builder request(String query, String body) {
    return HttpRequest.newBuilder(SITE.uri("send" + query))
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(body));
  }

  private static List<Envelope> answers(HttpResponse<String> response) {
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return Envelope.unbatch(response.body());
  }

  private static List<Envelope> post(String query, String body) {
    return answers(Site.send(request(query, body).build()));
  }

  private static String send(int id, String to, String data) {
    return "{\"type\":\"send\",\"id\":\"%d\",\"to\":\"%s\",\"event\":\"line\",\"data\":%s}"
        .formatted(id, to, data);
  }

  private static String publish(int id, String topic, String more) {
    return "{\"type\":\"publish\",\"id\":\"%d\",\"topic\":\"%s\",\"event\":\"line\",\"data\":{\"n\":%d}%s}"
        .formatted(id, topic, id, more);
  }

  @Test
  void aMessageIsHandledAndAnswered() {
    Envelope answer = post("", send(1, "desk/hall", "{\"text\":\"hi\"}")).get(0);
    assertThat(answer.type()).isEqualTo("ack");
    assertThat(answer.data().asJsonObject().getString("said")).isEqualTo("somebody in hall: hi");
  }

  @Test
  void aBatchIsHandledInItsOrderAndARefusedOneStopsNobody() {
    String batch =
        "["
            + String.join(
                ",",
                send(1, "count", "1"),
                send(2, "refuse", "1"),
                send(3, "nowhere", "1"),
                publish(4, "rooms/closed", ""),
                send(5, "count", "1"))
            + "]";
    List<Envelope> answers = post("", batch);
    assertThat(answers)
        .extracting(answer -> answer.text("id"))
        .containsExactly("1", "2", "3", "4", "5");
    assertThat(answers)
        .extracting(answer -> answer.text("code"))
        .containsExactly("", "sold-out", "unknown-address", "forbidden", "");
    assertThat(answers.get(4).data().asJsonObject().getInt("place"))
        .isGreaterThan(answers.get(0).data().asJsonObject().getInt("place"));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whatIsPublishedReachesEveryRoadAndIsStoredOnce(Transport transport) {
    String room = "rooms/" + transport;
    Follower reader = Follower.open(clients, SITE, transport, List.of(), room);
    String keyed = ",\"idempotencyKey\":\"once in " + room + "\"";
    String cursor = post(NAMED, publish(1, room, keyed)).get(0).text("cursor");
    assertThat(post(NAMED, publish(1, room, keyed)).get(0).text("cursor")).isEqualTo(cursor);
    post(NAMED, publish(2, room, ""));
    assertThat(reader.numbers(2)).containsExactly(1, 2);
  }

  @ParameterizedTest
  @CsvSource({
    "Content-Type, text/plain, 415",
    "Origin, https://evil.example, 403",
    "Sec-Fetch-Site, same-site, 403",
  })
  void aRequestIsJudgedByItsHead(String header, String value, int status) {
    HttpRequest request = request("", send(1, "count", "1")).setHeader(header, value).build();
    assertThat(Site.send(request).statusCode()).isEqualTo(status);
  }

  /** Each body arrives while the container's thread leaves its request, or a little later. */
  @RepeatedTest(5)
  void manyAtOnceAreAllAnswered() {
    List<CompletableFuture<HttpResponse<String>>> all =
        IntStream.range(0, MANY)
            .mapToObj(
                i ->
                    Site.HTTP.sendAsync(
                        request(
                                "?client=client-number-" + (1_000 + i),
                                publish(i, "rooms/many", ""))
                            .build(),
                        HttpResponse.BodyHandlers.ofString()))
            .toList();
    assertThat(all)
        .allSatisfy(answer -> assertThat(answers(answer.join()).get(0).type()).isEqualTo("ack"));
  }
}
