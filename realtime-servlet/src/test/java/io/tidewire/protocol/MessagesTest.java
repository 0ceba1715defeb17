package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.Subscriber;
import io.tidewire.engine.ClientConnection;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.InboundHandler;
import io.tidewire.spi.TopicRules;
import io.tidewire.tck.FaultyEventLog;
import io.tidewire.transfer.SystemTransfers;
import io.tidewire.web.Callers;
import io.tidewire.web.GivenRights;
import io.tidewire.web.Rights;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Frame;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the messages of a connection wait for, and what waits for them. */
@Timeout(60)
class MessagesTest {

  private static final int INBOUND = 64;

  private final CountDownLatch go = new CountDownLatch(1);
  private final FaultyEventLog log = new FaultyEventLog(100);
  private final StillHub hub = new StillHub(log);
  private final Recorder client = new Recorder();
  private final Conversation conversation = conversation();

  /** Answers at once, but for what waits until the test goes on. */
  private record Handler(String address, Optional<CountDownLatch> until) implements InboundHandler {

    @Override
    public void handle(Incoming<Payload> message) throws InterruptedException {
      if (until.isPresent()) {
        until.get().await();
      }
    }
  }

  private Conversation conversation() {
    WebApplication application =
        WebApplication.attach(
            Settings.read(List.of()),
            hub.hub(),
            TopicRules.builder()
                .allowSubscribe("open/**", (who, values) -> true)
                .allowPublish("open/**", (who, values, request) -> true)
                .build(),
            new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
            hub.executor(4));
    Rights ann = GivenRights.of(application.gate(), Subscriber.named("ann"));
    ClientConnection connection = hub.open(ann, self -> client);
    return new Conversation(
        application,
        new Commands(
            application,
            Addresses.of(
                List.of(
                    new Handler("quick", Optional.empty()), new Handler("slow", Optional.of(go))),
                new Binding(hub.hub()::encode, Optional.empty())),
            SystemTransfers.of(application)),
        connection,
        new Oversized());
  }

  @AfterEach
  void close() {
    go.countDown();
    log.comeBack();
    hub.close();
  }

  private void publish(String id) {
    conversation.text(
        "{\"type\":\"publish\",\"id\":\"%s\",\"topic\":\"open/a\",\"event\":\"line\",\"data\":1}"
            .formatted(id),
        true);
  }

  private void send(String id, String address) {
    conversation.text(
        "{\"type\":\"send\",\"id\":\"%s\",\"to\":\"%s\",\"event\":\"line\"}".formatted(id, address),
        true);
  }

  private void subscribe(String id) {
    conversation.text(
        "{\"type\":\"subscribe\",\"id\":\"%s\",\"topic\":\"open/b\"}".formatted(id), true);
  }

  private void awaitAnswer(String id) {
    await("the answer to " + id).until(() -> client.answered().contains(id));
  }

  private Control.Error error(String id) {
    awaitAnswer(id);
    return client.frames().stream()
        .filter(Control.Error.class::isInstance)
        .map(Control.Error.class::cast)
        .filter(error -> id.equals(error.id()))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aLogThatDoesNotAnswerHoldsUpNoLaterMessage() {
    log.goAway();
    publish("1");
    publish("2");
    send("3", "quick");
    awaitAnswer("3");
    assertThat(client.answered()).containsExactly("3");

    log.comeBack();
    awaitAnswer("2");
    assertThat(client.answered()).containsExactly("3", "1", "2");
    assertThat(client.acknowledged()).extracting(Control.Ack::cursor).doesNotHaveDuplicates();
  }

  @Test
  void aHandlerThatWaitsHoldsUpTheMessagesBehindIt() {
    send("1", "slow");
    send("2", "quick");
    publish("3");
    subscribe("4");
    assertThat(client.answered()).isEmpty();

    go.countDown();
    awaitAnswer("3");
    awaitAnswer("4");
    // What is published may be answered later than what was asked behind it.
    assertThat(client.answered())
        .startsWith("1", "2")
        .containsExactlyInAnyOrder("1", "2", "3", "4");
  }

  @Test
  void moreThanMayWaitAreRefusedAndOtherRequestsAreNot() {
    IntStream.range(0, INBOUND).forEach(i -> send("s" + i, "slow"));
    send("surplus", "slow");
    subscribe("last");
    Control.Error error = error("surplus");
    assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED.code());
    assertThat(error.message()).startsWith("64 messages are waiting already");

    go.countDown();
    awaitAnswer("last");
    assertThat(client.answered()).hasSize(INBOUND + 2);
    assertThat(client.acknowledged()).hasSize(INBOUND);
  }

  @Test
  void whatTheLogHasNotAnsweredStillCountsAsWaiting() {
    log.goAway();
    IntStream.range(0, INBOUND).forEach(i -> publish("p" + i));
    publish("surplus");
    assertThat(error("surplus").code()).isEqualTo(ErrorCode.RATE_LIMITED.code());
    assertThat(client.acknowledged()).isEmpty();

    log.comeBack();
    await("the answers").until(() -> client.acknowledged().size() == INBOUND);
    publish("next");
    awaitAnswer("next");
    assertThat(client.acknowledged()).hasSize(INBOUND + 1);
  }

  @Test
  void whoLeavesIsAnsweredFirst() {
    log.goAway();
    publish("1");
    conversation.text("{\"type\":\"bye\",\"id\":\"2\"}", true);
    awaitAnswer("2");
    assertThat(client.frames()).hasSize(1);

    log.comeBack();
    assertThat(client.awaitFrame(Control.Bye.class).reason()).isEqualTo(CloseReason.NORMAL);
    assertThat(client.answered()).containsExactly("2", "1");
    assertThat(hub.closed()).containsExactly(CloseReason.NORMAL);
  }

  @Test
  void whatIsAskedBehindAGoodbyeIsRefused() {
    log.goAway();
    publish("1");
    conversation.text("[{\"type\":\"bye\"},{\"type\":\"pong\"}]", true);
    client.awaitFrame(Control.Ack.class);
    subscribe("3");
    assertThat(error("3").code()).isEqualTo(ErrorCode.OVERLOADED.code());

    log.comeBack();
    Frame bye = client.awaitFrame(Control.Bye.class);
    assertThat(client.frames()).endsWith(bye);
    assertThat(client.acknowledged()).extracting(Control.Ack::id).containsExactly(null, "1");
  }
}
