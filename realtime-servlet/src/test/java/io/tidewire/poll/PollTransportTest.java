package io.tidewire.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.StartFrom;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.spi.EventLog;
import io.tidewire.tck.ForwardingEventLog;
import io.tidewire.web.FakeResponse;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.web.StillHub;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.Ticker;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When a poll is answered, and with what. */
@Timeout(60)
class PollTransportTest {

  private static final String TOPIC = "orders/eu";

  private final CutLog log = new CutLog();
  private final StillHub hub = new StillHub(log);
  private final FakeResponse response = new FakeResponse();

  @AfterEach
  void close() {
    hub.close();
  }

  /** A log that loses events when the test says so. */
  private static final class CutLog extends ForwardingEventLog {
    private EventLog.@Nullable Sink reader;

    CutLog() {
      super(new InMemoryEventLog(0, Ticker.system()));
    }

    @Override
    public AutoCloseable tail(@Nullable Position after, Sink sink) {
      reader = sink;
      return super.tail(after, sink);
    }

    void goOnAt(Position place) {
      reader.begin(new Bounds(place.epoch(), place.sequence(), place.sequence()));
    }
  }

  private void poll(long emptyFrom) throws IOException {
    poll(emptyFrom, null, StillHub.fromNow(TOPIC));
  }

  private void pollBehind(Position cursor) throws IOException {
    StartFrom start = StartFrom.after(cursor);
    SubscribeRequest.Wish wish = new SubscribeRequest.Wish(TopicPattern.of(TOPIC), start);
    poll(PollTransport.WAIT, cursor, new SubscribeRequest(List.of(wish), null));
  }

  private void poll(long emptyFrom, @Nullable Position asked, SubscribeRequest request)
      throws IOException {
    NonBlockingResponse stream = new NonBlockingResponse(response.async(), response.response());
    ClientConnection connection =
        hub.open(
            self ->
                new PollTransport(
                    stream, self, Long.MAX_VALUE, emptyFrom, PollTransport.ANY_LENGTH, asked));
    connection.subscribe(request);
    stream.start(connection);
  }

  private void takeBytesAndJoin() throws IOException {
    response.takeBytes();
    await("the subscription").until(() -> hub.hub().subscriptions(Topic.of(TOPIC)) == 1);
  }

  private void awaitAnswer() {
    await("the answer").until(() -> response.completions() == 1);
  }

  private void publish() {
    publish(TOPIC);
  }

  private void publish(String topic) {
    hub.hub()
        .publish(Message.to(Topic.of(topic), "placed", Payload.json("{}")).build())
        .toCompletableFuture()
        .join();
  }

  @Test
  void aPollThatTheApplicationEndsBeforeTheContainerCalledBackGetsItsBye() throws IOException {
    poll(PollTransport.WAIT);

    hub.attachment().close();
    assertThat(response.completions()).isZero();
    response.takeBytes();

    awaitAnswer();
    assertThat(response.body())
        .as("without a cursor: it was not told where it began")
        .startsWith("{\"events\":[],\"gaps\":[],\"bye\":{")
        .contains("\"reason\":\"restart\",\"reconnect\":true");
    assertThat(response.trespasses()).isEmpty();
  }

  @Test
  void aPollIsOpenedAndClosed() throws IOException {
    poll(PollTransport.WAIT);
    takeBytesAndJoin();
    publish();
    awaitAnswer();
    await("its end").until(() -> hub.heard().open() == 0);
    assertThat(hub.heard().news())
        .containsExactly("opened", "subscribed " + TOPIC, "closed " + CloseReason.NORMAL);
  }

  /** What it asked for stays its place, and so the next poll brings the event. */
  @Test
  void aPollThatEndsBeforeItWasToldItsPlaceKeepsItsCursor() throws IOException {
    Position asked = hub.hub().position();
    publish();
    pollBehind(asked);

    hub.attachment().close();
    response.takeBytes();

    awaitAnswer();
    assertThat(response.body())
        .startsWith("{\"cursor\":\"" + asked + "\",\"events\":[],\"gaps\":[],\"bye\":{");
  }

  /** A gap that never left must come again: the place behind it would hide the loss. */
  @Test
  void aPollWhoseGapWasNotSentKeepsItsCursor() throws IOException {
    publish();
    Position foreign = new Position("elsewhere", 7);
    pollBehind(foreign);
    await("the subscription").until(() -> hub.hub().subscriptions(Topic.of(TOPIC)) == 1);

    hub.attachment().close();
    response.takeBytes();

    awaitAnswer();
    assertThat(response.body()).startsWith("{\"cursor\":\"" + foreign + "\",\"events\":[]");
  }

  @Test
  void aPollThatWaitedGetsThePlaceUpToWhichItHasSeenAll() throws IOException {
    Position asked = hub.hub().position();
    pollBehind(asked);
    takeBytesAndJoin();
    publish("orders/us");
    await("the loop").until(() -> hub.hasRead());

    hub.attachment().close();

    awaitAnswer();
    assertThat(response.body()).startsWith("{\"cursor\":\"" + hub.hub().position() + "\"");
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPollIsAnsweredWithTheGap(boolean isNewEpoch) throws IOException {
    Position asked = hub.hub().position();
    pollBehind(asked);
    takeBytesAndJoin();
    Position next = new Position(isNewEpoch ? "next" : asked.epoch(), 3);

    log.goOnAt(next);

    awaitAnswer();
    assertThat(response.body())
        .startsWith("{\"cursor\":\"" + next + "\",\"events\":[],\"gaps\":[{")
        .contains("\"from\":\"" + asked + "\",\"to\":\"" + next + "\"}]");
  }

  @Test
  void aPollThatDoesNotWaitIsAnsweredWithoutAnyTimeGoingBy() throws IOException {
    poll(0);

    response.takeBytes();

    awaitAnswer();
    assertThat(response.body()).endsWith("recovered\":false}]}");
  }

  @Test
  void itIsNotAnsweredBeforeWhatWasThereIsPassed() throws IOException {
    poll(1);
    takeBytesAndJoin();

    publish();

    awaitAnswer();
    assertThat(response.body()).contains("\"event\":\"placed\"");
  }

  @Test
  void anEndBeforeTheContainerCalledBackLeavesNothing() throws IOException {
    poll(PollTransport.WAIT);

    response.endByContainer();

    await().until(() -> !hub.closed().isEmpty());
    assertThat(hub.hub().subscriptions(Topic.of(TOPIC))).isZero();
  }

  @Test
  void aPollThatWaitsIsAnsweredAtTheFirstEvent() throws IOException {
    poll(PollTransport.WAIT);
    takeBytesAndJoin();
    assertThat(response.completions()).isZero();

    publish();

    awaitAnswer();
    assertThat(response.body()).contains("\"event\":\"placed\"");
  }
}
