package io.tidewire.protocol;

import static java.util.Comparator.comparing;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Incoming;
import io.tidewire.LogRecorder;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.EngineSettings;
import io.tidewire.engine.NodeLimits;
import io.tidewire.engine.Transport;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.limits.AddressKey;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.InboundHandler;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;
import io.tidewire.transfer.SystemTransfers;
import io.tidewire.web.ApplicationExecutor;
import io.tidewire.web.Callers;
import io.tidewire.web.GivenRights;
import io.tidewire.web.Rights;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Excerpt;
import io.tidewire.wire.SharedEvent;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client's frames are answered with. */
@Timeout(60)
class ConversationTest {

  private final CountDownLatch gate = new CountDownLatch(1);
  private final List<String> waiting = new CopyOnWriteArrayList<>();
  private final TopicAccess rules =
      TopicRules.builder()
          .allowSubscribe("open/**", (who, values) -> true)
          .allowSubscribe("slow/{name}", (who, values) -> passGate(values.get("name")))
          .allowPublish("open/**", (who, values, request) -> true)
          .build();

  /** Answers with what it was sent. */
  private static final InboundHandler ECHO =
      new InboundHandler() {
        @Override
        public String address() {
          return "echo";
        }

        @Override
        public void handle(Incoming<Payload> message) {
          message.reply(message.data());
        }
      };

  private final Oversized oversized = new Oversized();
  private final StillHub hub = new StillHub();
  private final Recorder client = new Recorder();

  /** Waits for the test, whoever interrupts it. */
  private boolean passGate(String name) {
    waiting.add(name);
    boolean passed = false;
    while (!passed) {
      try {
        passed = gate.await(60, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        waiting.add("interrupted");
      }
    }
    return true;
  }

  private Conversation conversation() {
    return conversation(Runnable::run);
  }

  private Conversation conversation(Executor securityContext) {
    return conversation(client, securityContext, hub.executor(32));
  }

  private Conversation conversation(ApplicationExecutor executor) {
    return conversation(client, Runnable::run, executor);
  }

  private Conversation conversation(
      Transport transport, Executor securityContext, ApplicationExecutor executor) {
    WebApplication application = application(executor);
    Rights ann = GivenRights.of(application.gate(), Subscriber.named("ann"), securityContext);
    return conversation(application, hub.open(ann, self -> transport));
  }

  private WebApplication application(ApplicationExecutor executor) {
    return WebApplication.attach(
        Settings.read(List.of()),
        hub.hub(),
        rules,
        new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
        executor);
  }

  private Conversation conversation(WebApplication application, ClientConnection connection) {
    return new Conversation(
        application,
        new Commands(
            application,
            Addresses.of(List.of(ECHO), new Binding(hub.hub()::encode, Optional.empty())),
            SystemTransfers.of(application)),
        connection,
        oversized);
  }

  @AfterEach
  void close() {
    gate.countDown();
    hub.close();
  }

  @Test
  void aMessageInPartsCountsForTheNodeUntilItIsWhole() {
    int all = 64 << 20;
    NodeLimits limits = hub.hub().nodeLimits();
    Conversation conversation = conversation();
    conversation.text("{\"type\":", false);
    assertThat(limits.mayReceive(AddressKey.UNKNOWN, all)).isFalse();
    conversation.text("\"pong\"}", true);
    assertThat(limits.mayReceive(AddressKey.UNKNOWN, all)).isTrue();
    conversation.text("{\"type\":", false);
    Control.Error error = client.awaitFrame(Control.Error.class);
    assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED.code());
    assertThat(error.message()).contains("realtime.limits.inbound-bytes");
    limits.received(AddressKey.UNKNOWN, all);
    assertThat(limits.mayReceive(AddressKey.UNKNOWN, all)).as("nothing is kept of it").isTrue();
  }

  @Test
  void furtherPartsOfAMessageAreNoSignOfLife() {
    Conversation conversation = conversation();
    conversation.text("[", false);
    hub.advance(Duration.ofSeconds(1));
    conversation.connection().pinged();
    for (int second = 0; second < 12; second++) {
      hub.advance(Duration.ofSeconds(1));
      conversation.text(" ", false);
    }
    await().untilAsserted(() -> assertThat(hub.closed()).contains(CloseReason.UNRESPONSIVE));
  }

  private static String subscribe(String id, String topic) {
    return "{\"type\":\"subscribe\",\"id\":\"%s\",\"topic\":\"%s\"}".formatted(id, topic);
  }

  @Test
  void anIdOfSixtyFourCharactersComesBack() {
    String id = "i".repeat(64);
    conversation().text(subscribe(id, "open/a"), true);
    assertThat(client.awaitFrame(Control.Subscribed.class).id()).isEqualTo(id);
  }

  @Test
  void aLongerIdIsRefusedAndNotRepeated() {
    Conversation conversation = conversation();
    conversation.text(subscribe("i".repeat(65), "open/a"), true);
    Control.Error refusal = client.awaitFrame(Control.Error.class);
    assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST.code());
    assertThat(refusal.message()).isEqualTo("'id' has 65 characters, at most 64");
    assertThat(refusal.id()).isNull();

    conversation.text(subscribe("next", "open/b"), true);
    assertThat(client.awaitFrame(Control.Subscribed.class).topic()).isEqualTo("open/b");
  }

  @Test
  void anErrorAtAFrameIsAnsweredAndEndsNothing() {
    AtomicBoolean fails = new AtomicBoolean(true);
    Conversation conversation =
        conversation(
            command -> {
              if (fails.getAndSet(false)) {
                throw new NoClassDefFoundError("a class that an undeployment took away");
              }
              command.run();
            });
    conversation.text(subscribe("1", "open/a"), true);
    Control.Error refusal = client.awaitFrame(Control.Error.class);
    assertThat(refusal.code()).isEqualTo(ErrorCode.INTERNAL.code());
    assertThat(refusal.id()).isEqualTo("1");

    conversation.text(subscribe("2", "open/a"), true);
    assertThat(client.awaitFrame(Control.Subscribed.class).id()).isEqualTo("2");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "banana | BAD_REQUEST | JSON",
        "{\"type\":\"subscribe\" | BAD_REQUEST | JSON",
        "{\"type\":\"pong\",\"type\":\"pong\"} | BAD_REQUEST | twice",
        "17 | BAD_REQUEST | not a JSON object",
        "[17] | BAD_REQUEST | not a JSON object",
        "{} | BAD_REQUEST | 'type' is missing",
        "{\"type\":17} | BAD_REQUEST | 'type' is not a string",
        "{\"type\":\"banana\"} | UNKNOWN_TYPE | not known",
        "{\"type\":\"pong\",\"id\":17} | BAD_REQUEST | 'id' is not a string",
        "{\"type\":\"subscribe\"} | BAD_REQUEST | topic",
        "{\"type\":\"subscribe\",\"topic\":\"a\",\"topics\":[\"a\"]} | BAD_REQUEST | topic",
        "{\"type\":\"subscribe\",\"topics\":[]} | BAD_REQUEST | no topic",
        "{\"type\":\"subscribe\",\"topics\":[17]} | BAD_REQUEST | 'topics'",
        "{\"type\":\"subscribe\",\"topic\":\"open//a\"} | BAD_REQUEST | open//a",
        "{\"type\":\"subscribe\",\"topic\":\"open/a\",\"since\":\"x\"} | BAD_REQUEST | start",
        "{\"type\":\"subscribe\",\"topic\":\"open/a\",\"since\":17} | BAD_REQUEST | 'since'",
        "{\"type\":\"subscribe\",\"topic\":\"open/a\",\"rewind\":\"x\"} | BAD_REQUEST | 'rewind'",
        "{\"type\":\"subscribe\",\"topic\":\"open/a\",\"rewind\":-1} | BAD_REQUEST | rewind",
        "{\"type\":\"unsubscribe\"} | BAD_REQUEST | 'topic' is missing",
        "{\"type\":\"unsubscribe\",\"topic\":\"a b\"} | BAD_REQUEST | a b",
        "{\"type\":\"subscribe\",\"topic\":\"elsewhere/a\"} | FORBIDDEN | elsewhere/a",
        "{\"type\":\"publish\",\"event\":\"e\",\"data\":1} | BAD_REQUEST | 'topic' is missing",
        "{\"type\":\"publish\",\"topic\":\"open/a\",\"event\":\"e\",\"data\":} | BAD_REQUEST | JSON"
      })
  void everyBadFrameGetsItsErrorAndEndsNothing(String frame, ErrorCode code, String message) {
    Conversation conversation = conversation();
    conversation.text(frame, true);
    Control.Error error = client.awaitFrame(Control.Error.class);
    assertThat(error.code()).isEqualTo(code.code());
    assertThat(error.message()).contains(message);
    assertThat(hub.hub().stats().refusals()).containsEntry(code.code(), 1L);
    assertThat(hub.hub().stats().refused()).isEqualTo(1);

    conversation.text(subscribe("next", "open/after"), true);
    assertThat(client.awaitFrame(Control.Subscribed.class).topic()).isEqualTo("open/after");
    await("the observers").until(() -> !hub.refused().isEmpty());
    assertThat(hub.refused()).containsExactly(code.code());
  }

  @Test
  void requestsOfOneConnectionAreAnsweredInTheirOrder() {
    Conversation conversation = conversation();
    conversation.text(
        "[%s,{\"type\":\"banana\",\"id\":\"2\"}]".formatted(subscribe("1", "open/a")), true);
    conversation.text("{\"type\":\"unsubscribe\",\"id\":\"3\",\"topic\":\"open/a\"}", true);
    conversation.text(subscribe("4", "elsewhere/a"), true);
    conversation.text(subscribe("5", "open/a"), true);

    await("the answers").until(() -> client.answered().contains("5"));
    assertThat(client.answered()).containsExactly("1", "2", "3", "4", "5");
  }

  private static String publish(String id, String topic, String more) {
    return "{\"type\":\"publish\",\"id\":\"%s\",\"topic\":\"%s\",\"event\":\"line\",\"data\":%s}"
        .formatted(id, topic, more);
  }

  @Test
  void whatAClientPublishesComesToTheSubscribedAndIsAcknowledged() {
    Conversation conversation = conversation();
    conversation.text(
        "[%s,%s]".formatted(subscribe("1", "open/a"), publish("2", "open/a", "{\"n\":1.0}")), true);
    conversation.text(publish("3", "elsewhere/a", "1"), true);
    conversation.text(publish("4", "open/a", "1,\"idempotencyKey\":\"k\""), true);
    conversation.text(publish("5", "open/a", "1,\"idempotencyKey\":\"k\""), true);

    await("the answers").until(() -> client.answered().contains("5"));
    assertThat(client.answered()).containsExactly("1", "2", "3", "4", "5");
    await("the events").until(() -> client.events().size() == 2);
    SharedEvent event = client.events().get(0);
    assertThat(event.content().payload()).isEqualTo(Payload.json("{\"n\":1.0}"));
    assertThat(event.content().from()).isEqualTo("ann");
    assertThat(client.acknowledged().get(0).cursor()).isEqualTo(event.position().toString());
    assertThat(client.acknowledged().get(1).cursor())
        .isEqualTo(client.acknowledged().get(2).cursor());
  }

  private static String send(String id, String data) {
    return "{\"type\":\"send\",\"id\":\"%s\",\"to\":\"echo\",\"event\":\"line\",\"data\":%s}"
        .formatted(id, data);
  }

  @Test
  void whatAClientSendsIsAnsweredInItsTurn() {
    Conversation conversation = conversation();
    for (int i = 0; i < 30; i++) {
      conversation.text(send("s%02d".formatted(i), String.valueOf(i)), true);
      conversation.text(publish("p%02d".formatted(i), "open/a", "1"), true);
    }
    conversation.text(subscribe("last", "open/a"), true);

    await("the answers").until(() -> client.answered().size() == 61);
    List<Control.Ack> sent = acknowledged("s");
    assertThat(sent).extracting(Control.Ack::id).hasSize(30).isSorted();
    assertThat(sent.get(2).data()).isEqualTo(Payload.json("2"));
    // They may be answered later than what was sent behind them, but are stored in their order.
    assertThat(acknowledged("p").stream().sorted(comparing(ack -> String.valueOf(ack.id()))))
        .extracting(ack -> Position.parse(String.valueOf(ack.cursor())).sequence())
        .hasSize(30)
        .isSorted();
  }

  private List<Control.Ack> acknowledged(String kind) {
    return client.acknowledged().stream()
        .filter(ack -> String.valueOf(ack.id()).startsWith(kind))
        .toList();
  }

  @Test
  void rulesAndHandlersRunAsTheCaller() {
    List<String> entered = new CopyOnWriteArrayList<>();
    Conversation conversation =
        conversation(
            command -> {
              entered.add(Thread.currentThread().getName());
              command.run();
            });
    conversation.text(publish("1", "open/a", "1"), true);
    conversation.text(send("2", "1"), true);

    await("the answers").until(() -> client.answered().contains("2"));
    assertThat(entered).hasSize(2);
  }

  @Test
  void aRuleThatBlocksHoldsUpItsConnectionsRequestsOnly() {
    Conversation conversation = conversation();
    conversation.text(subscribe("1", "slow/a"), true);
    conversation.text(subscribe("2", "open/a"), true);
    await("the rule").until(() -> waiting.contains("a"));
    Recorder other = new Recorder();
    conversation(other, Runnable::run, hub.executor(32)).text(subscribe("3", "open/a"), true);
    assertThat(other.awaitFrame(Control.Subscribed.class).id()).isEqualTo("3");
    assertThat(client.answered()).isEmpty();

    gate.countDown();
    await("the answers").until(() -> client.answered().contains("2"));
    assertThat(client.answered()).containsExactly("1", "2");
  }

  @Test
  void aRuleThatHangsIsErrorInternalAndTheNextGoesOn() {
    Conversation conversation = conversation();
    conversation.text(subscribe("1", "slow/a"), true);
    conversation.text(subscribe("2", "open/a"), true);
    await("the rule").until(() -> waiting.contains("a"));
    hub.advance(Duration.ofSeconds(31));

    Control.Error error = client.awaitFrame(Control.Error.class);
    assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL.code());
    assertThat(error.id()).isEqualTo("1");
    assertThat(client.awaitFrame(Control.Subscribed.class).id()).isEqualTo("2");
    assertThat(hub.hub().health()).containsEntry("application-stuck", 1);

    gate.countDown();
    await("its return").until(() -> hub.hub().health().get("application-stuck").equals(0));
    assertThat(waiting).containsExactly("a", "interrupted");
    assertThat(client.frames()).filteredOn(Control.Subscribed.class::isInstance).hasSize(1);
  }

  @Test
  void anOverloadedExecutorIsErrorOverloaded() {
    Conversation conversation =
        conversation(
            hub.executor(
                2,
                task -> {
                  throw new RejectedExecutionException("no thread");
                }));
    conversation.text(subscribe("1", "open/a"), true);
    conversation.text("{\"type\":\"unsubscribe\",\"id\":\"2\",\"topic\":\"open/a\"}", true);

    Control.Error error = client.awaitFrame(Control.Error.class);
    assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED.code());
    assertThat(error.id()).isEqualTo("1");
    assertThat(client.awaitFrame(Control.Unsubscribed.class).id()).isEqualTo("2");
  }

  @Test
  void aRequestThatFindsNoThreadInTimeIsErrorOverloaded() {
    ApplicationExecutor one = hub.executor(2);
    conversation(one).text(subscribe("1", "slow/a"), true);
    await("the rule").until(() -> waiting.contains("a"));
    Recorder late = new Recorder();
    conversation(late, Runnable::run, one).text(subscribe("2", "open/a"), true);
    hub.advance(Duration.ofSeconds(31));

    Control.Error error = late.awaitFrame(Control.Error.class);
    assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED.code());
    assertThat(error.message()).contains("realtime.application.timeout");
    gate.countDown();
  }

  @Test
  void aClientThatHasLeftIsNotAskedAbout() {
    ApplicationExecutor one = hub.executor(2);
    Conversation conversation = conversation(one);
    conversation.text(subscribe("1", "slow/a"), true);
    await("the rule").until(() -> waiting.contains("a"));
    Conversation leaving = conversation(new Recorder(), Runnable::run, one);
    leaving.text(subscribe("2", "slow/b"), true);
    leaving.connection().end(CloseReason.DISCONNECTED);
    conversation.text(subscribe("3", "open/a"), true);

    gate.countDown();
    await("the answers").until(() -> client.answered().contains("3"));
    assertThat(waiting).containsExactly("a");
  }

  @Test
  void aMessageThatIsTooLongInItsPartsEndsTheConnection() {
    Conversation conversation = conversation();
    String half = "x".repeat(EngineSettings.defaults().limits().message() / 2 + 1);
    conversation.text(half, false);
    conversation.text(half, false);
    conversation.text(subscribe("next", "open/a"), true);

    assertThat(client.awaitFrame(Control.Bye.class).reason()).isEqualTo(CloseReason.TOO_LARGE);
    assertThat(client.awaitFrame(Control.Error.class).code()).isEqualTo(ErrorCode.TOO_LARGE.code());
    assertThat(client.answered()).isEmpty();
  }

  /** Once a long id came back in each answer, and one message was answered with 15 MB. */
  @Test
  void whatOneMessageIsAnsweredWithIsBounded() {
    String topics =
        IntStream.range(100, 356)
            .mapToObj(i -> "\"open/" + i + "x".repeat(230) + "\"")
            .collect(Collectors.joining(","));
    String message =
        "{\"type\":\"subscribe\",\"id\":\"" + "i".repeat(64) + "\",\"topics\":[" + topics + "]}";
    assertThat(message).hasSizeBetween(60_000, EngineSettings.defaults().limits().message());
    conversation().text(message, true);
    await("the answers").until(() -> client.answered().size() == 256);

    int answers =
        client.frames().stream().mapToInt(frame -> ((Control) frame).json().length()).sum();
    System.out.println(message.length() + " characters are answered with " + answers);
    assertThat(answers).isLessThan(2 * message.length());
  }

  @Test
  void aClientThatRefusesWhatItGetsTwiceAtOneCursorIsLogged() {
    String subscribe = "{\"type\":\"subscribe\",\"topic\":\"open/a\",\"since\":\"e-7\"}";
    try (LogRecorder log = LogRecorder.of(Conversation.class)) {
      Conversation first = conversation();
      first.text(subscribe, true);
      first.closed(Oversized.MESSAGE_TOO_BIG);
      assertThat(log.messages()).isEmpty();

      Conversation second = conversation();
      second.text(subscribe, true);
      second.closed(Oversized.MESSAGE_TOO_BIG);
      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains("twice with 1009", "at cursor e-7", "ws?max=");
    }
  }

  /** Frames that put a long or a forged text wherever a frame can hold one. */
  private static Stream<String> hostileFrames() {
    String topic = "t".repeat(255) + ("/" + "t".repeat(255)).repeat(3);
    return Stream.of(
            "x".repeat(5_000), "\\n\\u001b[2Jforged\\u202e\\u2028 ".repeat(300), "\u0001\n")
        .flatMap(
            hostile ->
                Stream.of(
                    hostile,
                    "\"" + hostile + "\"",
                    "{\"type\":\"" + hostile + "\"}",
                    "{\"type\":\"subscribe\",\"id\":\"" + hostile + hostile.repeat(64) + "\"}",
                    subscribe("1", "*" + hostile),
                    subscribe("1", hostile + "~"),
                    "{\"type\":\"subscribe\",\"topics\":[\"" + topic + "\",\"" + topic + "\"]}",
                    "{\"type\":\"unsubscribe\",\"topic\":\"" + hostile + "~\"}",
                    "{\"type\":\"subscribe\",\"topic\":\"a\",\"since\":\"" + hostile + "\"}",
                    "{\"type\":\"subscribe\",\"topic\":\"a\",\"rewind\":\"" + hostile + "\"}",
                    "{\"" + hostile + "\":1,\"" + hostile + "\":2}",
                    subscribe("1", topic)));
  }

  @ParameterizedTest
  @MethodSource("hostileFrames")
  void noRefusalRepeatsMoreThanTwoHundredCharactersOrOneThatForges(String frame) {
    conversation().text(frame, true);
    String message = client.awaitFrame(Control.Error.class).message();
    assertThat(message).isEqualTo(Excerpt.of(message, 1_000)).hasSizeLessThan(550);
    assertThat(message.replaceAll("[^xt]+", " ").split(" "))
        .as("what the client sent, in one piece")
        .allSatisfy(piece -> assertThat(piece).hasSizeLessThanOrEqualTo(200));
  }

  /** What a server captures of a caller in a handshake. */
  private static final class Captured implements Executor {
    @Override
    public void execute(Runnable command) {
      command.run();
    }
  }

  /** Whoever still holds the connection, and while the application goes on. */
  @Test
  void whatWasCapturedOfACallerIsFreedWithItsConnection() {
    WebApplication application = application(hub.executor(32));
    List<WeakReference<Executor>> captures = new ArrayList<>();

    ClientConnection connection = serveAndEnd(application, captures);

    assertThat(captures).hasSize(1);
    await("the capture's end")
        .until(
            () -> {
              System.gc();
              return captures.get(0).get() == null;
            });
    assertThat(connection.isEnding()).isTrue();
    assertThat(application.attachment().isClosing()).isFalse();
  }

  /** Ends a connection of which one request is served, one is being served and one waits. */
  private ClientConnection serveAndEnd(
      WebApplication application, List<WeakReference<Executor>> captures) {
    Executor captured = new Captured();
    captures.add(new WeakReference<>(captured));
    Rights rights = GivenRights.of(application.gate(), Subscriber.named("ann"), captured);
    ClientConnection connection = hub.open(rights, self -> client);
    Conversation conversation = conversation(application, connection);
    conversation.text(subscribe("1", "open/a"), true);
    assertThat(client.awaitFrame(Control.Subscribed.class).id()).isEqualTo("1");
    conversation.text(subscribe("2", "slow/b"), true);
    conversation.text(subscribe("3", "open/c"), true);
    await("the rule").until(() -> waiting.contains("b"));
    connection.end(CloseReason.NORMAL);
    client.awaitFrame(Control.Bye.class);
    gate.countDown();
    return connection;
  }
}
