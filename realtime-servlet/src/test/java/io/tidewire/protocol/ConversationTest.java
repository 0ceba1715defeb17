package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.carrier.Sessions;
import io.tidewire.engine.Batch;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Transport;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.TopicAccess;
import io.tidewire.spi.TopicRules;
import io.tidewire.web.Callers;
import io.tidewire.web.HttpConnectRequest;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Excerpt;
import io.tidewire.wire.Frame;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a client's frames are answered with. */
@Timeout(60)
class ConversationTest {

  private static final TopicAccess RULES =
      TopicRules.builder().allowSubscribe("open/**", (who, values) -> true).build();

  private final StillHub hub = new StillHub();
  private final Sessions sessions =
      new Sessions(
          work -> {
            Thread thread = new Thread(work);
            thread.setDaemon(true);
            return thread;
          },
          Duration.ofSeconds(1));
  private final Recorder client = new Recorder();

  /** A socket that takes everything. */
  private static final class Recorder implements Transport {
    private final List<Frame> frames = new CopyOnWriteArrayList<>();

    @Override
    public String name() {
      return "recorder";
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(Batch batch, Position cursor) {
      frames.addAll(batch.frames());
    }

    @Override
    public void close(Control.Bye bye, @Nullable Position cursor) {
      frames.add(bye);
    }

    private <T extends Frame> T awaitFrame(Class<T> type) {
      await(type.getSimpleName()).until(() -> frames.stream().anyMatch(type::isInstance));
      return type.cast(frames.stream().filter(type::isInstance).findFirst().orElseThrow());
    }
  }

  /** A handshake of a user. */
  private static HttpConnectRequest handshake() {
    Principal ann = () -> "ann";
    return new HttpConnectRequest(
        (HttpServletRequest)
            Proxy.newProxyInstance(
                ConversationTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) ->
                    method.getName().equals("getUserPrincipal") ? ann : ""));
  }

  private Conversation inbound() {
    return inbound(Runnable::run);
  }

  private Conversation inbound(Executor securityContext) {
    WebApplication application =
        WebApplication.attach(
            Settings.read(List.of()),
            hub.hub(),
            RULES,
            new Callers(ConnectRequest::caller, Set.of(), () -> securityContext));
    ClientConnection connection = hub.open(self -> client);
    Subscriber ann = new Subscriber("ann", Set.of());
    return new Conversation(
        application, connection, application.gate().lastingRights(ann, handshake()), sessions);
  }

  @AfterEach
  void close() {
    hub.close();
    sessions.close();
  }

  private static String subscribe(String id, String topic) {
    return "{\"type\":\"subscribe\",\"id\":\"%s\",\"topic\":\"%s\"}".formatted(id, topic);
  }

  @Test
  void anIdOfSixtyFourCharactersComesBack() {
    String id = "i".repeat(64);
    inbound().text(subscribe(id, "open/a"), true);
    assertThat(client.awaitFrame(Control.Subscribed.class).id()).isEqualTo(id);
  }

  @Test
  void aLongerIdIsRefusedAndNotRepeated() {
    Conversation inbound = inbound();
    inbound.text(subscribe("i".repeat(65), "open/a"), true);
    Control.Error refusal = client.awaitFrame(Control.Error.class);
    assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    assertThat(refusal.message()).isEqualTo("'id' has 65 characters, at most 64");
    assertThat(refusal.id()).isNull();

    inbound.text(subscribe("next", "open/b"), true);
    assertThat(client.awaitFrame(Control.Subscribed.class).topic()).isEqualTo("open/b");
  }

  @Test
  void anErrorAtAFrameIsAnsweredAndEndsNothing() {
    AtomicBoolean fails = new AtomicBoolean(true);
    Conversation inbound =
        inbound(
            command -> {
              if (fails.getAndSet(false)) {
                throw new NoClassDefFoundError("a class that an undeployment took away");
              }
              command.run();
            });
    inbound.text(subscribe("1", "open/a"), true);
    Control.Error refusal = client.awaitFrame(Control.Error.class);
    assertThat(refusal.code()).isEqualTo(ErrorCode.INTERNAL);
    assertThat(refusal.id()).isEqualTo("1");

    inbound.text(subscribe("2", "open/a"), true);
    assertThat(client.awaitFrame(Control.Subscribed.class).id()).isEqualTo("2");
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
    inbound().text(frame, true);
    String message = client.awaitFrame(Control.Error.class).message();
    assertThat(message).isEqualTo(Excerpt.of(message, 1_000)).hasSizeLessThan(550);
    assertThat(message.replaceAll("[^xt]+", " ").split(" "))
        .as("what the client sent, in one piece")
        .allSatisfy(piece -> assertThat(piece).hasSizeLessThanOrEqualTo(200));
  }
}
