package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Cursor;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.SseEvent;
import io.tidewire.it.kit.Transport;
import io.tidewire.it.kit.WsClient;
import jakarta.json.JsonObject;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A loss is never silent: what is no longer kept, or not of this log, is told as a gap. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class GapIT {
  private static final Site SITE = new Site("gap");
  private static final int KEPT = 300;

  private final Clients clients = new Clients();
  private String area = "";

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of("realtime.history.events", Integer.toString(KEPT)));
  }

  /** Each test has topics of its own. */
  @BeforeEach
  void nameTopics(TestInfo test) {
    area = "open/" + Integer.toHexString((test.getDisplayName() + test.getTestMethod()).hashCode());
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void whatIsEvictedIsAGapAndThenComesAllThatIsKept(Transport transport) {
    String topic = area + "/a";
    String cursor = SITE.publish(1, topic);
    SITE.publish(KEPT + 5, topic);

    Follower follower = Follower.open(clients, SITE, transport, List.of(cursor), topic);

    Envelope gap =
        follower.next("gap or event", frame -> List.of("gap", "event").contains(frame.type()));
    assertThat(gap.type()).isEqualTo("gap");
    assertThat(gap.topic()).isEqualTo(topic);
    assertThat(gap.text("from")).isEqualTo(cursor);
    assertThat(follower.numbers(KEPT)).isEqualTo(numbers(7, KEPT));
    Follower after = Follower.open(clients, SITE, transport, List.of(gap.text("to")), topic);
    Envelope next =
        after.next("gap or event", frame -> List.of("gap", "event").contains(frame.type()));
    assertThat(next.type()).isEqualTo("event");
    assertThat(next.data().asJsonObject().getInt("n")).isEqualTo(7);
  }

  @Test
  void thePlainFormTellsAGapWithoutAnId() {
    String topic = area + "/a";
    String cursor = SITE.publish(1, topic);
    SITE.publish(KEPT + 1, topic);

    SseClient client = clients.sse(SITE.sse(topic), Map.of("Last-Event-ID", cursor));

    SseEvent gap = client.events().await();
    assertThat(gap.type()).isEqualTo("gap");
    assertThat(gap.id()).isEmpty();
    assertThat(Envelope.unbatch(gap.data()).get(0).json().keySet())
        .containsExactly("topic", "from", "to");
    assertThat(plainNumbers(client, KEPT)).isEqualTo(numbers(3, KEPT));
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aCursorOfAnotherEpochIsAGapAndThenComesAllThatIsKept(Transport transport) {
    SITE.publish(2, area + "/a");

    Follower follower = Follower.open(clients, SITE, transport, List.of("zz9-5"), area + "/*");

    Envelope gap = follower.next("gap");
    assertThat(gap.topic()).isEqualTo(area + "/*");
    assertThat(gap.text("from")).isEqualTo("zz9-5");
    assertThat(follower.numbers(2)).containsExactly(1, 2);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void aCursorAheadOfTheLogIsAGap(Transport transport) {
    String cursor = SITE.publish(2, area + "/a");
    String ahead = cursor.replaceFirst("-\\d+$", "-999999999");

    Follower follower = Follower.open(clients, SITE, transport, List.of(ahead), area + "/a");

    assertThat(follower.next("gap").text("from")).isEqualTo(ahead);
    assertThat(follower.numbers(2)).containsExactly(1, 2);
    SITE.publish(1, area + "/a");
    assertThat(follower.numbers(1)).containsExactly(3);
  }

  @Test
  void recoveredIsTrueExactlyWhereACursorWasGivenAndNothingIsMissing() {
    String cursor = SITE.publish(1, area + "/a");
    WsClient client = clients.webSocket(SITE.webSocket());

    client.resume(cursor, area + "/a");
    assertThat(client.await("subscribed").json().getBoolean("recovered")).isTrue();
    client.resume("start", area + "/b");
    assertThat(client.await("subscribed").json().getBoolean("recovered")).isFalse();
    SITE.publish(KEPT + 2, area + "/a");
    client.resume(cursor, area + "/a");
    assertThat(client.await("subscribed").json().getBoolean("recovered")).isFalse();
    assertThat(client.await("gap").topic()).isEqualTo(area + "/a");
  }

  /** On the text transports as on a WebSocket, one for each topic. */
  @Test
  void streamsAndPollsConfirmEachTopic() {
    String whole = area + "/a";
    String lossy = area + "/b";
    String cursor = SITE.publish(1, lossy);
    SITE.publish(KEPT + 5, lossy);
    String late = SITE.publish(1, whole);
    String since = "topic=%s&topic=%s&topic=%s/*&since=%s&since=%s&since=now";
    String query = since.formatted(whole, lossy, area, late, cursor);

    SseClient stream = clients.sse(URI.create(SITE.uri("sse") + "?format=envelope&" + query));
    assertThat(stream.events().await().envelope().type()).isEqualTo("welcome");
    assertConfirmed(
        stream.events().await(3).stream().map(SseEvent::envelope).toList(), whole, lossy);
    assertThat(stream.events().await().envelope().type()).isEqualTo("gap");

    String answer = Site.get(URI.create(SITE.uri("poll") + "?" + query)).body();
    assertConfirmed(
        Envelope.unbatch(answer)
            .get(0)
            .json()
            .getJsonArray("subscribed")
            .getValuesAs(JsonObject.class)
            .stream()
            .map(Envelope::new)
            .toList(),
        whole,
        lossy);
  }

  private void assertConfirmed(List<Envelope> confirmations, String whole, String lossy) {
    assertThat(confirmations)
        .allSatisfy(
            each -> {
              assertThat(each.json().keySet())
                  .containsExactlyInAnyOrder("type", "topic", "cursor", "recovered");
              assertThat(each.type()).isEqualTo("subscribed");
              assertThat(Cursor.parse(each.text("cursor"))).isNotNull();
            })
        .extracting(each -> each.topic() + " " + each.json().getBoolean("recovered"))
        .containsExactlyInAnyOrder(whole + " true", lossy + " false", area + "/* false");
  }

  private static List<Integer> plainNumbers(SseClient client, int count) {
    return client.events().await(count).stream()
        .map(event -> Envelope.unbatch(event.data()).get(0).json().getInt("n"))
        .toList();
  }

  private static List<Integer> numbers(int first, int count) {
    return IntStream.range(first, first + count).boxed().toList();
  }
}
