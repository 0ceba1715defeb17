package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.Incoming;
import io.tidewire.LogRecorder;
import io.tidewire.Payload;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.protocol.Commands.Begun;
import io.tidewire.servlet.DefaultCodec;
import io.tidewire.servlet.Parts;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.InboundHandler;
import io.tidewire.transfer.SystemTransfers;
import io.tidewire.web.ApplicationExecutor;
import io.tidewire.web.Callers;
import io.tidewire.web.GivenRights;
import io.tidewire.web.Rights;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.JsonReader;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client gets for what it sends to the application. */
@Timeout(60)
class SendingTest {

  /** What a page sends. */
  public record Line(String text, int count) {}

  private final LogRecorder logged = LogRecorder.of(Sending.class);
  private final List<String> seen = new CopyOnWriteArrayList<>();
  private final CountDownLatch go = new CountDownLatch(1);
  private final StillHub hub = new StillHub();
  private final ApplicationExecutor executor = hub.executor(4);
  private final WebApplication application =
      WebApplication.attach(
          Settings.read(List.of()),
          hub.hub(),
          Parts.denyAll(),
          new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
          executor);
  private final Commands commands =
      new Commands(
          application,
          Addresses.of(
              List.of(
                  handler("echo", message -> message.reply(message.data())),
                  handler("name/{of}", message -> message.reply(hello(message))),
                  handler("lines", message -> seen.add(message.as(Line.class).text())),
                  handler("refuse", message -> message.refuse("sold-out", "none left")),
                  handler("long", message -> message.reply("x".repeat(2 << 20))),
                  handler("slow", message -> go.await()),
                  handler(
                      "fail",
                      message -> {
                        throw new IllegalStateException("a secret");
                      })),
              new Binding(hub.hub()::encode, Optional.of(new DefaultCodec()))),
          SystemTransfers.of(application));

  private static String hello(Incoming<Payload> message) {
    return message.value("of") + " from " + message.subscriber().name();
  }

  /** What a handler does. */
  private interface Code {
    void handle(Incoming<Payload> message) throws Exception;
  }

  private static InboundHandler handler(String address, Code code) {
    return new InboundHandler() {
      @Override
      public String address() {
        return address;
      }

      @Override
      public void handle(Incoming<Payload> message) throws Exception {
        code.handle(message);
      }
    };
  }

  private record TestCaller(Rights rights) implements Caller {

    @Override
    public Sender sender() {
      return Sender.of(rights.subscriber().name(), "c1");
    }

    @Override
    public String connection() {
      return "c1";
    }

    @Override
    public @Nullable String keySpace() {
      return null;
    }
  }

  private Begun begin(String json) {
    return commands.begin(
        new Members((Map<?, ?>) JsonReader.read(json, Commands.RAW), 0),
        new TestCaller(GivenRights.of(application.gate(), Subscriber.named("ann"))));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private Control answer(String json) {
    Begun begun = begin(json);
    get(begun.handled());
    return get(begun.answer());
  }

  private static String send(String to, String data) {
    return "{\"type\":\"send\",\"id\":\"1\",\"to\":\"%s\",\"event\":\"line\",\"data\":%s}"
        .formatted(to, data);
  }

  @AfterEach
  void close() {
    go.countDown();
    logged.close();
    hub.close();
  }

  @Test
  void aReplyIsAcknowledgedWithItsData() {
    assertThat(answer(send("echo", "{ \"a\": 1.50 }")))
        .isEqualTo(new Control.Ack("1", null, Payload.json("{ \"a\": 1.50 }")));
    assertThat(answer(send("name/ben", "1")))
        .isEqualTo(new Control.Ack("1", null, Payload.json("\"ben from ann\"")));
    assertThat(answer("{\"type\":\"send\",\"to\":\"echo\",\"event\":\"line\"}"))
        .isEqualTo(new Control.Ack(null, null, Payload.json("null")));
    assertThat(answer(send("echo", "\"AQI=\",\"encoding\":\"base64\"")))
        .isEqualTo(
            new Control.Ack(
                "1", null, Payload.binary(new byte[] {1, 2}, "application/octet-stream")));
  }

  @Test
  void withoutAReplyTheAcknowledgementIsEmpty() {
    assertThat(answer(send("lines", "{\"text\":\"hi\"}")))
        .isEqualTo(new Control.Ack("1", null, null));
    assertThat(seen).containsExactly("hi");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "refuse | 1 | sold-out | none left",
        "lines | {\"count\":[]} | bad-request | data.count does not fit its type",
        "nowhere | 1 | unknown-address | no handler takes 'line' at 'nowhere'",
        "fail | 1 | internal | the application failed on this message",
        "long | 1 | internal | the application failed on this message",
        "a b | 1 | bad-request | a b",
      })
  void anErrorTellsTheClientWhatItMayKnow(String to, String data, String code, String message) {
    Control.Error error = (Control.Error) answer(send(to, data));
    assertThat(error.code()).isEqualTo(code);
    assertThat(error.message()).contains(message).doesNotContain("secret");
    assertThat(error.id()).isEqualTo("1");
  }

  @Test
  void aMalformedSendNamesTheMember() {
    assertThat(((Control.Error) answer("{\"type\":\"send\",\"event\":\"e\"}")).message())
        .isEqualTo("'to' is missing");
    assertThat(((Control.Error) answer("{\"type\":\"send\",\"to\":\"echo\"}")).message())
        .isEqualTo("'event' is missing");
    assertThat(
            ((Control.Error) answer("{\"type\":\"send\",\"to\":\"echo\",\"event\":\"a/b\"}"))
                .message())
        .isEqualTo("'event' is more than one segment: 'a/b'");
  }

  @Test
  void whatAHandlerThrowsIsLoggedOnceWithItsAddress() {
    answer(send("fail", "1"));
    assertThat(logged.messages())
        .singleElement()
        .asString()
        .contains("failed on 'line' at 'fail'", SendingTest.class.getName());
    assertThat(logged.thrown()).singleElement().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aHandlerThatTakesTooLongIsInterruptedAndToldAsInternal() {
    Begun begun = begin(send("slow", "1"));
    await("the end of its time")
        .until(
            () -> {
              hub.advance(Duration.ofSeconds(31));
              return begun.answer().toCompletableFuture().isDone();
            });
    Control.Error error = (Control.Error) get(begun.answer());
    assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL.code());
    get(begun.handled());
  }

  @Test
  void anExecutorThatTakesNothingIsToldAsOverloaded() {
    executor.close();
    Control.Error error = (Control.Error) answer(send("echo", "1"));
    assertThat(error.code()).isEqualTo(ErrorCode.OVERLOADED.code());
    assertThat(logged.messages()).isEmpty();
  }
}
