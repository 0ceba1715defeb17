package io.tidewire.poll;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Topic;
import io.tidewire.engine.Connection;
import io.tidewire.web.FakeResponse;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.web.StillHub;
import java.io.IOException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When a poll is answered, and with what. */
@Timeout(60)
class PollTransportTest {

  private static final String TOPIC = "orders/eu";

  private final StillHub hub = new StillHub();
  private final FakeResponse response = new FakeResponse();

  @AfterEach
  void close() {
    hub.close();
  }

  private void poll(long emptyFrom) throws IOException {
    NonBlockingResponse stream = new NonBlockingResponse(response.async(), response.response());
    Connection connection =
        hub.open(
            Long.MAX_VALUE,
            self -> new PollTransport(stream, self, emptyFrom, PollTransport.ANY_LENGTH));
    connection.subscribe(StillHub.fromNow(TOPIC));
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
    hub.hub()
        .publish(Message.to(Topic.of(TOPIC), "placed", Payload.json("{}")).build())
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
        .startsWith("{\"cursor\":\"")
        .contains("\"events\":[],\"gaps\":[],\"bye\":{")
        .contains("\"reason\":\"restart\",\"reconnect\":true");
    assertThat(response.trespasses()).isEmpty();
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
