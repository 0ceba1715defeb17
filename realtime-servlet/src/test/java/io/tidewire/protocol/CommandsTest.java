package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.engine.Batch;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Transport;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.protocol.Commands.Begun;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.TopicRules;
import io.tidewire.tck.FaultyEventLog;
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
import io.tidewire.wire.JsonReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What commands of clients come to, by whichever road they came. */
@Timeout(60)
class CommandsTest {

  private final AtomicInteger asked = new AtomicInteger();
  private final FaultyEventLog log = new FaultyEventLog(100);
  private final List<PublishedEvent.Content> stored = new CopyOnWriteArrayList<>();
  private final List<PublishedEvent.Content> passed = new CopyOnWriteArrayList<>();
  private final StillHub hub = new StillHub(log);
  private final ApplicationExecutor executor = hub.executor(2);
  private final WebApplication application =
      WebApplication.attach(
          Settings.read(List.of()),
          hub.hub(),
          TopicRules.builder()
              .allowPublish("rooms/{room}", (who, values, request) -> asked.incrementAndGet() > 0)
              .allowPublish("own/{user}", (who, values, request) -> isOwn(who, values))
              .allowPublish(
                  "broken/{room}",
                  (who, values, request) -> {
                    throw new IllegalStateException("a secret");
                  })
              .build(),
          new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
          executor);
  private final Commands commands =
      new Commands(
          application,
          Addresses.of(List.of(), new Binding(hub.hub()::encode, Optional.empty())),
          SystemTransfers.of(application));

  private static boolean isOwn(Subscriber who, Map<String, String> values) {
    return who.user().equals(values.values().stream().findFirst());
  }

  /** Who sends the commands of a test. */
  private record TestCaller(Rights rights, @Nullable String client) implements Caller {

    @Override
    public Sender sender() {
      return Sender.of(rights.subscriber().name(), client);
    }

    @Override
    public @Nullable String connection() {
      return client;
    }

    @Override
    public @Nullable String keySpace() {
      return rights.subscriber().user().map(user -> "u:" + user).orElse(client);
    }
  }

  private final Caller ann = caller(Subscriber.named("ann"), "c1 ann");
  private final Caller nobody = caller(Subscriber.anonymous(), null);

  private Caller caller(Subscriber subscriber, @Nullable String client) {
    return new TestCaller(GivenRights.of(application.gate(), subscriber), client);
  }

  private void readLog() {
    log.tail(
        null,
        new EventLog.Sink() {
          @Override
          public void begin(EventLog.Bounds bounds) {}

          @Override
          public void accept(List<PublishedEvent> events) {
            events.forEach(event -> stored.add(event.content()));
          }

          @Override
          public void pass(PublishedEvent.Content content) {
            passed.add(content);
          }
        });
  }

  private Begun begin(String json, Caller caller) {
    return commands.begin(new Members((Map<?, ?>) JsonReader.read(json, Commands.RAW), 0), caller);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private Control answer(String json, Caller caller) {
    Begun begun = begin(json, caller);
    get(begun.handled());
    return get(begun.answer());
  }

  private static String publish(String members) {
    return "{\"type\":\"publish\",\"topic\":\"rooms/a\",\"event\":\"line\",\"id\":\"1\"%s}"
        .formatted(members);
  }

  private static String publish(String topic, String id) {
    return "{\"type\":\"publish\",\"topic\":\"%s\",\"event\":\"line\",\"data\":1,\"id\":\"%s\"}"
        .formatted(topic, id);
  }

  @AfterEach
  void close() {
    log.comeBack();
    hub.close();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"type\":\"banana\"} | UNKNOWN_TYPE | not known",
        "{\"type\":\"publish\",\"id\":7} | BAD_REQUEST | 'id' is not a string",
        "{\"type\":\"publish\",\"event\":\"e\",\"data\":1} | BAD_REQUEST | 'topic' is missing",
        "{\"type\":\"publish\",\"topic\":\"rooms/a\",\"data\":1} | BAD_REQUEST | 'event' is"
            + " missing",
        "{\"type\":\"publish\",\"topic\":\"rooms/a\",\"event\":\"e\"} | BAD_REQUEST | 'data' is"
            + " missing",
        "{\"type\":\"publish\",\"topic\":\"rooms/*\",\"event\":\"e\",\"data\":1} | BAD_REQUEST |"
            + " rooms/*",
        "{\"type\":\"publish\",\"topic\":\"a b\",\"event\":\"e\",\"data\":1} | BAD_REQUEST | a b",
        "{\"type\":\"publish\",\"topic\":\"rooms/a\",\"event\":\"gap\",\"data\":1} | BAD_REQUEST |"
            + " reserved",
        "{\"type\":\"publish\",\"topic\":\"rooms/a\",\"event\":\"a/b\",\"data\":1} | BAD_REQUEST |"
            + " one segment",
        "{\"type\":\"publish\",\"topic\":\"elsewhere\",\"event\":\"e\",\"data\":1} | FORBIDDEN |"
            + " elsewhere",
        "{\"type\":\"publish\",\"topic\":\"own/ben\",\"event\":\"e\",\"data\":1} | FORBIDDEN |"
            + " own/ben",
        "{\"type\":\"publish\",\"topic\":\"broken/a\",\"event\":\"e\",\"data\":1} | FORBIDDEN |"
            + " broken/a",
      })
  void aBadPublishGetsItsError(String json, ErrorCode code, String message) {
    Control.Error error = (Control.Error) answer(json, ann);
    assertThat(error.code()).isEqualTo(code.code());
    assertThat(error.message()).contains(message).doesNotContain("secret");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        ",\"data\":1,\"key\":\"\" | key",
        ",\"data\":1,\"key\":7 | 'key' is not a string",
        ",\"data\":1,\"ephemeral\":\"yes\" | 'ephemeral' is not true or false",
        ",\"data\":1,\"echo\":0 | 'echo' is not true or false",
        ",\"data\":1,\"headers\":[] | 'headers' is not an object of strings",
        ",\"data\":1,\"headers\":{\"a\":1} | 'headers' is not an object of strings",
        ",\"data\":1,\"headers\":{\"\":\"x\"} | header name",
        ",\"data\":1,\"idempotencyKey\":\"\" | idempotency key",
        ",\"data\":1,\"idempotencyKey\":\"k\",\"ephemeral\":true | ephemeral",
        ",\"data\":1,\"ttl\":1000 | 'ttl' is not offered yet",
        ",\"data\":1,\"removed\":true | 'removed' is not offered yet",
        ",\"data\":\"AQI=\",\"encoding\":\"hex\" | 'encoding' is not 'base64'",
        ",\"data\":\"!\",\"encoding\":\"base64\" | 'data'",
        ",\"data\":[1],\"encoding\":\"base64\" | 'data' is not a string in base64",
        ",\"data\":\"AQI=\",\"encoding\":\"base64\",\"contentType\":\"png\" | media type",
        ",\"data\":\"AQI=\",\"encoding\":\"base64\",\"contentType\":\"application/json\" | binary",
        ",\"data\":\"AQI=\",\"contentType\":\"image/png\" | 'contentType' needs 'encoding'",
      })
  void aBadMemberIsNamed(String members, String message) {
    Control.Error error = (Control.Error) answer(publish(members), ann);
    assertThat(error.code()).isEqualTo(ErrorCode.BAD_REQUEST.code());
    assertThat(error.id()).isEqualTo("1");
    assertThat(error.message()).contains(message);
    assertThat(asked).hasValue(0);
  }

  @Test
  void noRefusalRepeatsWhatForgesOrIsLong() {
    String hostile = "\\n\\u001b[2Jforged\\u202e".repeat(200);
    for (String members :
        List.of(
            ",\"data\":1,\"key\":\"%s\"",
            ",\"data\":1,\"idempotencyKey\":\"%s\"",
            ",\"data\":1,\"headers\":{\"%s\":\"x\"}",
            ",\"data\":1,\"headers\":{\"\\n\\u001b[2J\":\"%s\"}",
            ",\"data\":\"%s\",\"encoding\":\"base64\"",
            ",\"data\":\"\",\"encoding\":\"base64\",\"contentType\":\"%s\"",
            ",\"data\":\"\",\"encoding\":\"%s\"")) {
      String message = ((Control.Error) answer(publish(members.formatted(hostile)), ann)).message();
      assertThat(message).isEqualTo(Excerpt.of(message, 1_000)).hasSizeLessThan(550);
    }
  }

  @Test
  void aPublishIsStoredAsItWasSentAndAcknowledgedWithItsPlace() {
    readLog();
    Control.Ack ack =
        (Control.Ack)
            answer(
                publish(
                    ",\"data\":{ \"n\": 1.50"
                        + " },\"key\":\"k\",\"headers\":{\"a\":\"b\"},\"from\":\"ben\""),
                ann);

    assertThat(ack).isEqualTo(new Control.Ack("1", new Position("e1", 1).toString(), null));
    PublishedEvent.Content content = stored.get(0);
    assertThat(content.payload()).isEqualTo(Payload.json("{ \"n\": 1.50 }"));
    assertThat(content.topic()).isEqualTo(Topic.of("rooms/a"));
    assertThat(content.type()).isEqualTo("line");
    assertThat(content.key()).isEqualTo("k");
    assertThat(content.headers()).isEqualTo(Map.of("a", "b"));
    assertThat(content.from()).as("the server's word, not the client's").isEqualTo("ann");
    assertThat(content.origin()).isNull();
  }

  @Test
  void bytesComeInBase64() {
    readLog();
    answer(
        publish(",\"data\":\"AQI=\",\"encoding\":\"base64\",\"contentType\":\"image/png\""), ann);
    answer(publish(",\"data\":\"AQI=\",\"encoding\":\"base64\""), ann);
    assertThat(stored)
        .extracting(PublishedEvent.Content::payload)
        .containsExactly(
            Payload.binary(new byte[] {1, 2}, "image/png"),
            Payload.binary(new byte[] {1, 2}, "application/octet-stream"));
  }

  @Test
  void anEphemeralPublishIsAcknowledgedWithoutAPlace() {
    readLog();
    assertThat(answer(publish(",\"data\":null,\"ephemeral\":true"), ann))
        .isEqualTo(new Control.Ack("1", null, null));
    assertThat(passed).hasSize(1);
    assertThat(stored).isEmpty();
  }

  @Test
  void whoWantsNoEchoIsLeftOut() {
    readLog();
    answer(publish(",\"data\":1,\"echo\":false"), ann);
    assertThat(stored).extracting(PublishedEvent.Content::origin).containsExactly("c1 ann");
    Control.Error error = (Control.Error) answer(publish(",\"data\":1,\"echo\":false"), nobody);
    assertThat(error.code()).isEqualTo(ErrorCode.BAD_REQUEST.code());
    assertThat(error.message()).contains("client=");
  }

  @Test
  void aResendGetsTheSameAnswerAndIsAskedAboutAgain() {
    readLog();
    String json = publish(",\"data\":1,\"idempotencyKey\":\"k\"");
    Control first = answer(json, ann);
    assertThat(answer(json, ann)).isEqualTo(first);
    assertThat(stored).hasSize(1);
    assertThat(asked).hasValue(2);
    assertThat(answer(json, caller(Subscriber.named("ann"), "c2 ann")))
        .as("the answer to another client of the same user")
        .isEqualTo(first);
  }

  @Test
  void theKeysOfOthersAreOthers() {
    readLog();
    String json = publish(",\"data\":1,\"idempotencyKey\":\"k\"");
    answer(json, ann);
    answer(json, caller(Subscriber.named("ben"), "c1 ben"));
    answer(json, caller(Subscriber.anonymous(), "c:ann"));
    Message own = Message.to(Topic.of("rooms/a"), "line", 1).idempotencyKey("k").build();
    get(hub.hub().publish(own));
    get(hub.hub().publish(own));
    Message forged =
        Message.to(Topic.of("rooms/a"), "line", 1).idempotencyKey(LogKey.of("u:ann", "k")).build();
    get(hub.hub().publish(forged));
    assertThat(stored).hasSize(5);
  }

  @Test
  void aCallerWithoutANameHasNoKeys() {
    Control.Error error =
        (Control.Error) answer(publish(",\"data\":1,\"idempotencyKey\":\"k\""), nobody);
    assertThat(error.code()).isEqualTo(ErrorCode.BAD_REQUEST.code());
    assertThat(error.message()).contains("'idempotencyKey' needs client=");
  }

  @Test
  void itIsAcknowledgedOnlyWhenTheLogHasItButTheNextMayBegin() {
    readLog();
    log.goAway();
    String json = publish(",\"data\":1,\"idempotencyKey\":\"k\"");
    Begun first = begin(json, ann);
    get(first.handled());
    Begun again = begin(json, ann);
    get(again.handled());
    assertThat(first.answer().toCompletableFuture()).isNotDone();
    assertThat(again.answer().toCompletableFuture()).isNotDone();

    log.comeBack();
    assertThat(get(first.answer())).isInstanceOf(Control.Ack.class);
    assertThat(get(again.answer())).isEqualTo(get(first.answer()));
    assertThat(stored).hasSize(1);
  }

  @Test
  void aLogThatDoesNotAnswerIsToldAsWhatMayHaveBeenStored() {
    log.goAway();
    Begun begun = begin(publish(",\"data\":1"), ann);
    get(begun.handled());
    hub.advance(Duration.ofSeconds(11));
    await("the answer").until(() -> begun.answer().toCompletableFuture().isDone());
    Control.Error error = (Control.Error) get(begun.answer());
    assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED.code());
    assertThat(error.message()).contains("may have been stored", "idempotencyKey");
  }

  @Test
  void whatALogFailsWithIsNotTold() {
    log.failAppends(1, false);
    assertThat(answer(publish(",\"data\":1"), ann))
        .isEqualTo(new Control.Error(ErrorCode.INTERNAL, "the server failed on this frame", "1"));
  }

  @Test
  void aPayloadThatIsTooLongIsToldSo() {
    String text = "x".repeat((1 << 20) + 1);
    Control.Error error = (Control.Error) answer(publish(",\"data\":\"" + text + "\""), ann);
    assertThat(error.code()).isEqualTo(ErrorCode.TOO_LARGE.code());
    assertThat(error.message()).contains("realtime.max-payload");
  }

  @Test
  void aHubThatIsClosedIsToldAsOverloaded() {
    hub.close();
    Control.Error error = (Control.Error) answer(publish(",\"data\":1"), ann);
    assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED.code());
  }

  @Test
  void anExecutorThatTakesNothingIsToldAsOverloaded() {
    executor.close();
    Control.Error error = (Control.Error) answer(publish(",\"data\":1"), ann);
    assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED.code());
  }

  /** A client that is sent nothing. */
  private static final class Idle implements Transport {
    @Override
    public String name() {
      return "idle";
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(Batch batch, Position cursor) {
      throw new AssertionError("nothing is to be sent: " + batch.frames());
    }

    @Override
    public void close(Control.Bye bye, @Nullable Position cursor) {
      assertThat(bye.reason()).isEqualTo(CloseReason.RESTART);
    }
  }

  /** Of two threads one decides, and one works. */
  @Test
  void whatWaitsForRoomHoldsUpNoDecision() {
    CountDownLatch go = new CountDownLatch(1);
    ClientConnection stuck = hub.open(self -> new Idle());
    stuck.later(() -> waitFor(go));
    Message message = Message.to(Topic.of("rooms/a"), "line", 1).build();
    while (hub.hub().hasRoom()) {
      get(hub.hub().publish(message));
    }
    Begun begun = begin(publish(",\"data\":1"), ann);
    String next = get(executor.decide(() -> "decided"));
    assertThat(next).isEqualTo("decided");
    assertThat(begun.answer().toCompletableFuture()).as("waits for room").isNotDone();

    Control.Error error = (Control.Error) get(begun.answer());
    assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED.code());
    assertThat(error.message()).contains("the delivery loops");
    go.countDown();
  }

  private static void waitFor(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theCommandsOfOneCallerAreAppendedInTheirOrder() {
    readLog();
    CompletionStage<Void> before = CompletableFuture.completedStage(null);
    for (int i = 0; i < 100; i++) {
      String json = publish(",\"data\":" + i);
      before = before.thenCompose(done -> begin(json, ann).handled());
    }
    get(before);
    assertThat(stored)
        .extracting(content -> content.payload().text())
        .containsExactlyElementsOf(IntStream.range(0, 100).mapToObj(String::valueOf).toList());
  }

  @ParameterizedTest
  @ValueSource(strings = {"rooms/a", "own/ann"})
  void whatARuleAllowsIsPublished(String topic) {
    assertThat(answer(publish(topic, "7"), ann).id()).isEqualTo("7");
    assertThat(answer(publish(topic, "7"), ann)).isInstanceOf(Control.Ack.class);
  }

  @Test
  void keysInTheLogHaveAScopeAndNoNames() {
    String key = LogKey.of("u:ann", "order-17");
    assertThat(key).matches("[\\w-]{11}\\.[\\w-]{22}");
    assertThat(LogKey.of("u:ann", "order-18")).startsWith(key.substring(0, 12)).isNotEqualTo(key);
    assertThat(LogKey.of("u:ben", "order-17")).endsWith(key.substring(11)).isNotEqualTo(key);
  }
}
