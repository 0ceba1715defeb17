package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.carrier.Listener;
import io.tidewire.carrier.Opening;
import io.tidewire.carrier.Socket;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.TopicRules;
import io.tidewire.transfer.SystemTransfers;
import io.tidewire.web.Callers;
import io.tidewire.web.GivenRights;
import io.tidewire.web.Refusal;
import io.tidewire.web.StillHub;
import io.tidewire.web.SubscribeQuery;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.MessageLimit;
import io.tidewire.wire.WebSocketMessages;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a page without our client gets over its WebSocket. */
@Timeout(60)
class PlainSocketTest {

  private final StillHub hub = new StillHub();
  private final WebApplication application =
      WebApplication.attach(
          Settings.read(List.of()),
          hub.hub(),
          TopicRules.builder().allowSubscribe("open/**", (who, values) -> true).build(),
          new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
          hub.executor(4));
  private final TidewireProtocol protocol =
      new TidewireProtocol(
          application,
          Addresses.of(List.of(), new Binding(hub.hub()::encode, Optional.empty())),
          SystemTransfers.of(application));
  private final SaidSocket socket = new SaidSocket();

  /** Keeps what a client is told. */
  private static final class SaidSocket implements Socket {

    private final List<String> said = new CopyOnWriteArrayList<>();
    private final CompletableFuture<CloseReason> end = new CompletableFuture<>();

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(WebSocketMessages messages) {
      messages.forEach(said::add, bytes -> said.add(Arrays.toString(bytes(bytes))));
    }

    private static byte[] bytes(ByteBuffer buffer) {
      byte[] bytes = new byte[buffer.remaining()];
      buffer.get(bytes);
      return bytes;
    }

    @Override
    public boolean takesFinalMessages() {
      return true;
    }

    @Override
    public void ping() {}

    @Override
    public void close(WebSocketMessages goodbye, CloseReason reason) {
      send(goodbye);
      end.complete(reason);
    }
  }

  private Opening opening(List<String> since, String... topics) {
    SubscribeRequest request =
        new SubscribeQuery(hub.hub()).read(List.of(topics), since, null, null);
    return new Opening(
        GivenRights.of(application.gate(), Subscriber.named("ann")),
        MessageLimit.DEFAULT,
        null,
        0,
        /* isPlain= */ true,
        request);
  }

  private Listener open(List<String> since, String... topics) {
    return protocol.open(opening(since, topics), connection -> socket);
  }

  private void publish(Payload payload) {
    hub.hub().publish(Message.to(Topic.of("open/a"), "e", payload).build());
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void eachPayloadIsAMessageAndNothingElseIsSaid() {
    publish(Payload.json("{ \"n\": 0 }"));
    Listener listener = open(List.of("start"), "open/a");
    await().until(() -> socket.said.size() == 1);
    publish(Payload.json("1"));
    publish(Payload.binary(new byte[] {1, 2}, "image/png"));
    publish(Payload.json("\"2\""));
    await().until(() -> socket.said.size() == 4);
    assertThat(socket.said).containsExactly("{ \"n\": 0 }", "1", "[1, 2]", "\"2\"");

    listener.text("banana", true);
    listener.binary(ByteBuffer.allocate(1), true);
    listener.connection().end(CloseReason.RESTART);
    await("the end").until(socket.end::isDone);
    assertThat(socket.end).isCompletedWithValue(CloseReason.RESTART);
    assertThat(socket.said).as("no error, no goodbye").hasSize(4);
  }

  @Test
  void aTopicThatIsRefusedEndsItWithoutAWord() {
    Listener unused = open(List.of(), "open/a", "closed");
    await("the end").until(socket.end::isDone);
    assertThat(socket.end).isCompletedWithValue(CloseReason.FORBIDDEN);
    assertThat(socket.said).isEmpty();
  }

  @Test
  void aRejectedOneIsToldNothing() {
    Refusal refusal = new Refusal(ErrorCode.UNAUTHORIZED, "no");
    List<String> said = new CopyOnWriteArrayList<>();
    protocol
        .reject(opening(List.of(), "open/a"), refusal)
        .forEach(said::add, bytes -> said.add("binary"));
    assertThat(said).isEmpty();
  }
}
