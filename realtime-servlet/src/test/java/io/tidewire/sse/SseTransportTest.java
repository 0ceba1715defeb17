package io.tidewire.sse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.Topic;
import io.tidewire.engine.ClientConnection;
import io.tidewire.web.FakeResponse;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.web.StillHub;
import io.tidewire.wire.WireForm;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
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

    hub.attachment().close();
    assertThat(response.body()).isEmpty();
    assertThat(response.completions()).isZero();
    response.takeBytes();

    awaitEnd();
    assertThat(response.body())
        .startsWith(bye(form))
        .contains("\"reason\":\"restart\",\"reconnect\":true")
        .contains("retry: ")
        .as("its place is not known")
        .doesNotContain("id:");
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
