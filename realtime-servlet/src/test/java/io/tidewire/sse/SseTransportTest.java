package io.tidewire.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Topic;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.EngineSettings;
import io.tidewire.web.FakeResponse;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.web.StillHub;
import io.tidewire.wire.WireForm;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The goodbye of an event stream, whenever it comes. */
@Timeout(60)
class SseTransportTest {

  private static final String TOPIC = "orders/eu";

  private final StillHub hub = new StillHub();
  private final FakeResponse response = new FakeResponse();

  @AfterEach
  void close() {
    hub.close();
  }

  private void stream(WireForm<byte[], byte[]> form) throws IOException {
    NonBlockingResponse stream = new NonBlockingResponse(response.async(), response.response());
    ClientConnection connection = hub.open(self -> new SseTransport(stream, form, Long.MAX_VALUE));
    connection.subscribe(StillHub.fromNow(TOPIC));
    stream.start(connection);
  }

  private void awaitEnd() {
    await("the end").until(() -> response.completions() == 1);
    assertThat(response.trespasses()).isEmpty();
  }

  private static Stream<WireForm<byte[], byte[]>> forms() {
    return Stream.of(WireForm.plain(), WireForm.envelope());
  }

  private static String bye(WireForm<byte[], byte[]> form) {
    return form == WireForm.plain() ? "event: bye\n" : "data: {\"type\":\"bye\"";
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aByeMayBeTheFirstThatAStreamWrites(WireForm<byte[], byte[]> form) throws IOException {
    stream(form);
    await("the subscription").until(() -> hub.hub().subscriptions(Topic.of(TOPIC)) == 1);

    CompletableFuture<Void> stopped = hub.stop();
    assertThat(response.body()).isEmpty();
    assertThat(response.completions()).isZero();
    response.takeBytes();

    awaitEnd();
    stopped.join();
    assertThat(response.body())
        .contains(bye(form))
        .contains("\"reason\":\"restart\",\"reconnect\":true")
        .contains("retry: ")
        .as("its client would miss what comes before it is back")
        .containsPattern("id: \\S+\n(?s:.*)bye");
  }

  /** The thread that opens the stream may still use it. */
  @Test
  void aStreamThatDoesNotOpenInTimeIsEndedByTheFirstCallback() throws IOException {
    stream(WireForm.plain());
    CompletableFuture<Void> stopped = hub.stop();

    hub.advance(ClientConnection.PATIENCE);
    stopped.join();

    assertThat(response.completions()).isZero();
    response.takeBytes();
    awaitEnd();
    assertThat(response.body()).contains("event: bye\n");
  }

  /** An event has filled the socket, and is not flushed yet. */
  private void stalledStream(WireForm<byte[], byte[]> form) throws IOException {
    stream(form);
    response.takeBytes();
    await("its place").until(() -> response.body().contains("id: "));
    response.stallAfter(1);
    hub.hub()
        .publish(Message.to(Topic.of(TOPIC), "placed", Payload.json("{}")).build())
        .toCompletableFuture()
        .join();
    await("the event").until(() -> response.body().contains("placed"));
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aStreamThatTakesNoBytesGetsItsByeOnceItDoes(WireForm<byte[], byte[]> form)
      throws IOException {
    stalledStream(form);
    int flushes = response.flushes();
    CompletableFuture<Void> stopped = hub.stop();
    assertThat(response.completions()).isZero();
    assertThat(response.body()).doesNotContain("bye");

    response.takeBytes();

    awaitEnd();
    stopped.join();
    assertThat(response.flushes()).as("of the event, and of the goodbye").isEqualTo(flushes + 2);
    assertThat(response.body()).containsPattern("placed(?s:.*)bye");
  }

  @Test
  void aStreamThatGoesOnTakingNoBytesEndsWithoutItsBye() throws IOException {
    stalledStream(WireForm.plain());
    CompletableFuture<Void> stopped = hub.stop();
    assertThat(response.completions()).isZero();

    hub.advance(ClientConnection.PATIENCE);

    awaitEnd();
    stopped.join();
    response.takeBytes();
    awaitEnd();
    assertThat(response.body()).doesNotContain("bye");
  }

  /** Each way in which a response can end while its goodbye waits. */
  enum End {
    WRITE_FAILS(1) {
      @Override
      void happen(FakeResponse response) {
        response.failWrite();
      }
    },
    GOODBYE_FAILS(1) {
      @Override
      void happen(FakeResponse response) throws IOException {
        response.breakSocket();
        response.takeBytes();
      }
    },
    CONTAINER_ENDS_IT(0) {
      @Override
      void happen(FakeResponse response) throws IOException {
        response.endByContainer();
      }
    };

    private final int completions;

    End(int completions) {
      this.completions = completions;
    }

    abstract void happen(FakeResponse response) throws IOException;
  }

  @ParameterizedTest
  @EnumSource
  void aStreamThatIsLostMeanwhileIsReleasedOnce(End end) throws IOException {
    stalledStream(WireForm.plain());
    CompletableFuture<Void> stopped = hub.stop();

    end.happen(response);

    stopped.join();
    hub.advance(ClientConnection.PATIENCE);
    hub.hub().close();
    assertThat(response.completions()).isEqualTo(end.completions);
    assertThat(response.trespasses()).isEmpty();
    assertThat(hub.closed()).containsExactly(CloseReason.RESTART);
  }

  /** It has been given its time before. */
  @Test
  void aStreamThatHasTakenNoBytesForLongEndsAtOnce() throws IOException {
    stalledStream(WireForm.plain());

    hub.advance(EngineSettings.defaults().liveness().sendTimeout().plusMillis(1));

    awaitEnd();
    await().untilAsserted(() -> assertThat(hub.closed()).containsExactly(CloseReason.UNRESPONSIVE));
    assertThat(response.body()).doesNotContain("bye");
  }

  @ParameterizedTest
  @MethodSource("forms")
  void aStreamThatIsOpenGetsItsByeAtOnce(WireForm<byte[], byte[]> form) throws IOException {
    stream(form);
    response.takeBytes();
    await("the subscription").until(() -> hub.hub().subscriptions(Topic.of(TOPIC)) == 1);
    await("its place").until(() -> response.body().contains("id: "));

    hub.attachment().close();

    awaitEnd();
    assertThat(response.body()).contains(bye(form)).contains("\"reconnect\":true");
  }

  @Test
  void anEndBeforeTheContainerCalledBackLeavesNothing() throws IOException {
    stream(WireForm.plain());

    response.endByContainer();

    await().until(() -> !hub.closed().isEmpty());
    assertThat(hub.hub().subscriptions(Topic.of(TOPIC))).isZero();
  }
}
