package io.tidewire.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.Batches;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.EngineSettings;
import io.tidewire.engine.StartFrom;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.spi.EventLog;
import io.tidewire.tck.ForwardingEventLog;
import io.tidewire.web.FakeResponse;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.web.StillHub;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.Ticker;
import io.tidewire.wire.Control;
import io.tidewire.wire.JsonReader;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
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
  private static final Duration MAX_AGE = Duration.ofSeconds(25);

  private final CutLog log = new CutLog();
  private final StillHub hub = new StillHub(log);
  private final FakeResponse response = new FakeResponse();
  private @Nullable PollTransport transport;

  @AfterEach
  void close() {
    hub.close();
  }

  /** A log that loses events when the test says so, and does not say how far it goes. */
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

    @Override
    public CompletionStage<Bounds> bounds() {
      return new CompletableFuture<>();
    }

    void goOnAt(Position place) {
      reader.begin(new Bounds(place.epoch(), place.sequence(), place.sequence()));
    }
  }

  private void poll(boolean waits) throws IOException {
    poll(waits, null, StillHub.fromNow(TOPIC));
  }

  private void pollBehind(Position cursor) throws IOException {
    StartFrom start = StartFrom.after(cursor);
    SubscribeRequest.Wish wish = new SubscribeRequest.Wish(TopicPattern.of(TOPIC), start);
    poll(true, cursor, new SubscribeRequest(List.of(wish), null));
  }

  private Position ahead() {
    return new Position(hub.hub().position().epoch(), 7);
  }

  private void poll(boolean waits, @Nullable Position asked, SubscribeRequest request)
      throws IOException {
    NonBlockingResponse stream = new NonBlockingResponse(response.async(), response.response());
    ClientConnection connection =
        hub.open(
            self -> {
              transport =
                  new PollTransport(
                      stream, self, MAX_AGE.toMillis(), waits, PollTransport.ANY_LENGTH, asked);
              return transport;
            });
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

  private void awaitAnswerWhile(Runnable timePasses) {
    await("the answer")
        .until(
            () -> {
              timePasses.run();
              return response.completions() == 1;
            });
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
    poll(true);

    CompletableFuture<Void> stopped = hub.stop();
    assertThat(response.completions()).isZero();
    response.takeBytes();

    awaitAnswer();
    assertThat(response.body())
        .as("without a cursor: it was not told where it began")
        .startsWith("{\"events\":[],\"gaps\":[],\"bye\":{")
        .contains("\"reason\":\"restart\",\"reconnect\":true");
    stopped.join();
    assertThat(response.trespasses()).isEmpty();
  }

  /** The socket has taken the answer, but has not sent it. */
  private void stalledAnswer() throws IOException {
    poll(true);
    takeBytesAndJoin();
    response.stallAfter(1);
    publish();
    await("the answer").until(() -> response.body().contains("placed"));
  }

  @Test
  void theEndOfTheApplicationWaitsForAnAnswer() throws IOException {
    stalledAnswer();
    CompletableFuture<Void> stopped = hub.stop();
    assertThat(stopped).isNotDone();
    assertThat(response.completions()).isZero();

    response.takeBytes();

    stopped.join();
    assertThat(response.completions()).isEqualTo(1);
    assertThat(response.body()).contains("placed").doesNotContain("bye");
    assertThat(response.trespasses()).isEmpty();
  }

  @Test
  void theEndOfTheApplicationWaitsForAnAnswerNotForLong() throws IOException {
    stalledAnswer();
    CompletableFuture<Void> stopped = hub.stop();

    hub.advance(ClientConnection.PATIENCE);

    stopped.join();
    assertThat(response.completions()).isEqualTo(1);
    assertThat(response.trespasses()).isEmpty();
  }

  @Test
  void anAnswerThatTheSocketTakesLaterEndsItsConnectionThen() throws IOException {
    stalledAnswer();
    hub.advance(ClientConnection.PATIENCE);
    assertThat(hub.heard().open()).isEqualTo(1);

    response.takeBytes();

    await("its end").until(() -> hub.heard().open() == 0);
    assertThat(hub.heard().news()).endsWith("closed " + CloseReason.NORMAL);
    assertThat(response.completions()).isEqualTo(1);
  }

  @Test
  void anAnswerThatTheSocketDoesNotTakeIsEndedAfterTheSendTimeout() throws IOException {
    stalledAnswer();

    hub.advance(EngineSettings.defaults().liveness().sendTimeout().plusMillis(1));

    awaitAnswer();
    await("its end").until(() -> hub.heard().open() == 0);
    assertThat(hub.heard().news()).endsWith("closed " + CloseReason.UNRESPONSIVE);
    assertThat(response.trespasses()).isEmpty();
  }

  @Test
  void aPollIsOpenedAndClosed() throws IOException {
    poll(true);
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

    CompletableFuture<Void> stopped = hub.stop();
    response.takeBytes();

    awaitAnswer();
    assertThat(response.body())
        .startsWith("{\"cursor\":\"" + asked + "\",\"events\":[],\"gaps\":[],\"bye\":{");
    stopped.join();
  }

  /** A gap that never left must come again: the place behind it would hide the loss. */
  @Test
  void aPollWhoseGapWasNotSentKeepsItsCursor() throws IOException {
    publish();
    Position foreign = new Position("elsewhere", 7);
    pollBehind(foreign);
    await("the subscription").until(() -> hub.hub().subscriptions(Topic.of(TOPIC)) == 1);

    CompletableFuture<Void> stopped = hub.stop();
    response.takeBytes();

    awaitAnswer();
    assertThat(response.body()).startsWith("{\"cursor\":\"" + foreign + "\",\"events\":[]");
    stopped.join();
  }

  /** The node waits for the log, which knows whether there is an event at the cursor. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void aPollThatEndsBeforeItIsSubscribedKeepsItsCursor(boolean isDrained) throws IOException {
    pollBehind(ahead());
    response.takeBytes();

    if (isDrained) {
      CompletionStage<Void> unused = hub.hub().drain(Duration.ZERO);
    } else {
      hub.attachment().close();
    }

    awaitAnswerWhile(() -> hub.advance(Duration.ofMillis(20)));
    assertThat(response.body())
        .startsWith("{\"cursor\":\"" + ahead() + "\",\"events\":[],\"gaps\":[],\"bye\":{");
  }

  @Test
  void aPollThatIsTooOldBeforeItIsSubscribedKeepsItsCursor() throws IOException {
    pollBehind(ahead());
    response.takeBytes();

    awaitAnswerWhile(() -> hub.advance(Duration.ofSeconds(1)));

    assertThat(response.body())
        .startsWith("{\"cursor\":\"" + ahead() + "\",\"events\":[],\"gaps\":[]");
  }

  /** Such as to the end of an epoch in which it was ahead of this node. */
  @Test
  void aPollThatGotNothingNeverGoesBack() throws IOException {
    poll(true, ahead(), new SubscribeRequest(List.of(), null));
    Position before = hub.hub().position();

    transport.close(new Control.Bye(CloseReason.RESTART, 1), before);
    response.takeBytes();

    awaitAnswer();
    assertThat(response.body()).startsWith("{\"cursor\":\"" + ahead() + "\",\"events\":[]");
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
    poll(false);

    response.takeBytes();

    awaitAnswer();
    assertThat(response.body()).endsWith("recovered\":false}]}");
  }

  /** Its places are lower than those of the epoch before. */
  @Test
  void aPollThatDoesNotWaitIsAnsweredInANewEpochToo() throws IOException {
    publish();
    publish();
    Position next = new Position("next", 1);
    log.goOnAt(next);
    poll(false);

    response.takeBytes();

    awaitAnswer();
    assertThat(response.body()).startsWith("{\"cursor\":\"" + next + "\",\"events\":[]");
  }

  @Test
  void itIsNotAnsweredBeforeWhatIsKeptIsRead() throws IOException {
    publish();
    StartFrom start = StartFrom.beginning();
    SubscribeRequest.Wish wish = new SubscribeRequest.Wish(TopicPattern.of(TOPIC), start);
    poll(false, null, new SubscribeRequest(List.of(wish), null));

    response.takeBytes();

    awaitAnswer();
    assertThat(response.body()).contains("\"event\":\"placed\"");
  }

  @Test
  void anEndBeforeTheContainerCalledBackLeavesNothing() throws IOException {
    poll(true);

    response.endByContainer();

    await().until(() -> !hub.closed().isEmpty());
    assertThat(hub.hub().subscriptions(Topic.of(TOPIC))).isZero();
  }

  @Test
  void aPollThatWaitsIsAnsweredAtTheFirstEvent() throws IOException {
    poll(true);
    takeBytesAndJoin();
    assertThat(response.completions()).isZero();

    publish();

    awaitAnswer();
    assertThat(response.body()).contains("\"event\":\"placed\"");
  }

  /** They fill more than one batch with their confirmations. */
  @Test
  void anAnswerHasAllGaps() throws IOException {
    Position elsewhere = new Position("elsewhere", 7);
    List<String> topics =
        IntStream.range(0, 256).mapToObj(i -> "orders/" + "x".repeat(200) + i).toList();
    publish(topics.get(0));
    List<SubscribeRequest.Wish> wishes =
        topics.stream()
            .map(
                topic ->
                    new SubscribeRequest.Wish(TopicPattern.of(topic), StartFrom.after(elsewhere)))
            .toList();

    poll(true, elsewhere, new SubscribeRequest(wishes, null));
    response.takeBytes();

    awaitAnswer();
    Map<?, ?> answer = (Map<?, ?>) JsonReader.read(response.body());
    assertThat((List<?>) answer.get("gaps"))
        .<Object>extracting(gap -> ((Map<?, ?>) gap).get("topic"))
        .containsExactlyInAnyOrderElementsOf(topics);
    assertThat((List<?>) answer.get("events")).hasSize(1);
    assertThat(answer.get("cursor")).isEqualTo(hub.hub().position().toString());
  }

  /** Until there is an event or a place behind them, more may follow. */
  @Test
  void aPollThatEndsAmidItsGapsKeepsItsCursor() throws IOException {
    Position asked = new Position("elsewhere", 7);
    poll(true, asked, new SubscribeRequest(List.of(), null));
    Position place = hub.hub().position();
    Control.Gap gap = new Control.Gap(TOPIC, asked.toString(), place.toString());

    transport.send(Batches.of(gap), place);
    assertThat(response.completions()).isZero();
    transport.close(new Control.Bye(CloseReason.MAX_AGE, 1), place);
    response.takeBytes();

    awaitAnswer();
    assertThat(response.body()).startsWith("{\"cursor\":\"" + asked + "\",\"events\":[]");
  }
}
