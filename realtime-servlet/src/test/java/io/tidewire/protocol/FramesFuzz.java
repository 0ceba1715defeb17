package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Incoming;
import io.tidewire.LogRecorder;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.engine.Batch;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Transport;
import io.tidewire.fuzz.Corpus;
import io.tidewire.fuzz.Mutations;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.InboundHandler;
import io.tidewire.spi.TopicRules;
import io.tidewire.transfer.SystemTransfers;
import io.tidewire.web.Callers;
import io.tidewire.web.GivenRights;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.Excerpt;
import io.tidewire.wire.Frame;
import io.tidewire.wire.JsonException;
import io.tidewire.wire.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterProperty;
import org.jspecify.annotations.Nullable;

/**
 * Whatever a client sends, each of its frames gets its answer, or the connection an end with a
 * code; nothing that it sends makes anything fail.
 *
 * <p>What else is read of clients is tried by neighbours of this class: queries by {@code
 * QueryFuzz}, bytes by {@code FrameReaderFuzz}, tokens by {@code TokenFuzz}.
 */
class FramesFuzz {

  private static final Corpus CORPUS = Corpus.of(FramesFuzz.class, "frames");
  private static final String FENCE = "a-fence";
  private static final int MOST_SECONDS = 20;
  private static final int MOST_MESSAGE = 3 * Excerpt.MAX_LENGTH;

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

  private final LogRecorder log = LogRecorder.of("io.tidewire");
  private final StillHub hub = new StillHub();
  private final WebApplication application =
      WebApplication.attach(
          Settings.read(List.of()),
          hub.hub(),
          TopicRules.builder()
              .allowSubscribe("open/**", (who, values) -> true)
              .allowPublish("open/**", (who, values, request) -> true)
              .build(),
          new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
          hub.executor(4));
  private final Commands commands =
      new Commands(
          application,
          Addresses.of(List.of(ECHO), new Binding(hub.hub()::encode, Optional.empty())),
          SystemTransfers.of(application));
  private final Oversized oversized = new Oversized();
  private final Rights ann = GivenRights.of(application.gate(), Subscriber.named("ann"));

  /** Keeps what answers a frame, and the end. */
  private static final class Client implements Transport {
    private final BlockingQueue<Frame> answers = new LinkedBlockingQueue<>();

    @Override
    public String name() {
      return "client";
    }

    @Override
    public boolean livesWithoutSubscriptions() {
      return true;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(Batch batch, Position cursor) {
      batch.frames().stream().filter(Client::isAnswer).forEach(answers::add);
    }

    private static boolean isAnswer(Frame frame) {
      return frame instanceof Control.Ack
          || frame instanceof Control.Error
          || frame instanceof Control.Subscribed
          || frame instanceof Control.Unsubscribed;
    }

    @Override
    public void close(Control.Bye bye, @Nullable Position cursor) {
      answers.add(bye);
    }

    Control next() throws InterruptedException {
      Frame next = answers.poll(MOST_SECONDS, TimeUnit.SECONDS);
      assertThat(next).as("an answer, or an end").isNotNull();
      return (Control) next;
    }
  }

  /** How many answers a client's text must have, and may have. */
  private record Answers(int least, int most) {

    /** All topics of one frame are refused together, or granted each. */
    static Answers to(String text) {
      try {
        Object value = JsonReader.read(text, Commands.RAW);
        if (!(value instanceof List<?> frames)) {
          return toFrame(value);
        }
        return frames.size() > 256
            ? new Answers(1, 1)
            : frames.stream()
                .map(Answers::toFrame)
                .reduce(
                    new Answers(0, 0),
                    (one, other) -> new Answers(one.least + other.least, one.most + other.most));
      } catch (JsonException e) {
        return new Answers(1, 1);
      }
    }

    private static Answers toFrame(@Nullable Object value) {
      if (!(value instanceof Map<?, ?> frame)) {
        return new Answers(1, 1);
      }
      boolean mayBePong = "pong".equals(frame.get("type"));
      int topics = frame.get("topics") instanceof List<?> list ? Math.max(1, list.size()) : 1;
      return new Answers(mayBePong ? 0 : 1, "subscribe".equals(frame.get("type")) ? topics : 1);
    }
  }

  @AfterProperty
  void close() {
    hub.close();
    log.close();
  }

  @Provide
  Arbitrary<String> texts() {
    return Mutations.of(
        CORPUS.texts(),
        "\"type\":",
        "\"id\":\"1\",",
        "\"id\":7,",
        "\"topic\":\"open/a\",",
        "\"topics\":[\"open/a\",\"open/b\"],",
        "\"since\":",
        "\"rewind\":5,",
        "\"data\":",
        "\"event\":\"line\",",
        "\"to\":\"echo\",",
        "\"encoding\":\"base64\",",
        "\"contentType\":\"image/png\",",
        "\"ephemeral\":true,",
        "\"echo\":false,",
        "\"headers\":{\"a\":\"b\"},",
        "\"idempotencyKey\":\"k\",",
        "\"token\":\"t\",",
        "\"subscribe\"",
        "\"unsubscribe\"",
        "\"publish\"",
        "\"send\"",
        "\"bye\"",
        "\"pong\"",
        "\"auth\"",
        "open/**",
        "open/*",
        "{",
        "}",
        "[",
        "]",
        ":",
        "\"");
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void eachFrameGetsItsAnswerOrTheConnectionAnEnd(
      @ForAll("texts") String text, @ForAll @IntRange(min = 1, max = 5_000) int part)
      throws InterruptedException {
    Client client = new Client();
    ClientConnection connection = hub.open(ann, self -> client);
    Conversation conversation = new Conversation(application, commands, connection, oversized);
    for (int at = 0; at <= text.length(); at += part) {
      int end = Math.min(text.length(), at + part);
      conversation.text(text.substring(at, end), at + part > text.length());
    }
    assertThat(isAnswered(conversation, client, Answers.to(text)) || connection.isEnding())
        .isTrue();
    connection.end(CloseReason.NORMAL);
    assertNothingFailed();
  }

  /** Reads to the end, or to the answer of a request that is the last one. */
  private static boolean isAnswered(Conversation conversation, Client client, Answers expected)
      throws InterruptedException {
    int answers = 0;
    for (int fence = 0; fence < 2; fence++) {
      conversation.text(
          "{\"type\":\"unsubscribe\",\"topic\":\"open/none\",\"id\":\"" + FENCE + "\"}", true);
      boolean passed = false;
      while (!passed || answers < expected.least()) {
        Control answer = client.next();
        if (answer instanceof Control.Bye bye) {
          assertThat(bye.reason().webSocketCode()).isGreaterThanOrEqualTo(1000);
          return false;
        }
        assertBounded(answer);
        boolean isFence = FENCE.equals(answer.id());
        passed |= isFence;
        answers += isFence ? 0 : 1;
      }
    }
    assertThat(answers).isBetween(expected.least(), expected.most());
    return true;
  }

  private static void assertBounded(Control answer) {
    if (answer instanceof Control.Error error) {
      assertThat(error.message()).hasSizeLessThanOrEqualTo(MOST_MESSAGE);
      assertThat(error.message().chars()).noneMatch(Character::isISOControl);
    }
  }

  private void assertNothingFailed() {
    assertThat(log.failures()).isEmpty();
  }

  /** Sends by requests of its own. */
  private record Poster(Rights rights) implements Caller {

    @Override
    public Sender sender() {
      return Sender.of("ann", "client ann");
    }

    @Override
    public @Nullable String connection() {
      return null;
    }

    @Override
    public String keySpace() {
      return "u:ann";
    }
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void eachCommandOfABodyGetsItsAnswerInItsPlace(@ForAll("texts") String body) throws Exception {
    List<?> objects;
    try {
      objects = PostedCommands.read(body);
    } catch (Refusal refusal) {
      assertThat(refusal.status()).isEqualTo(400);
      assertThat(refusal.reason()).hasSizeLessThanOrEqualTo(MOST_MESSAGE);
      return;
    }
    PostedCommands posted = PostedCommands.begin(commands, objects, new Poster(ann));
    posted.answered().get(MOST_SECONDS, TimeUnit.SECONDS);
    List<Control> answers = posted.answers("late");
    List<@Nullable String> ids = new ArrayList<>();
    objects.forEach(object -> ids.add(id(object)));
    assertThat(answers).extracting(Control::id).isEqualTo(ids);
    answers.forEach(FramesFuzz::assertBounded);
    assertNothingFailed();
  }

  /** What is repeated of an object: its id, if it has one of at most 64 characters. */
  private static @Nullable String id(@Nullable Object object) {
    return object instanceof Map<?, ?> members
            && members.get("id") instanceof String id
            && id.length() <= 64
        ? id
        : null;
  }

  /** The samples as they are: what has found a fault once does not any more. */
  @Property(edgeCases = EdgeCasesMode.NONE)
  void theCorpusIsAnswered(@ForAll("samples") String text) throws Exception {
    eachFrameGetsItsAnswerOrTheConnectionAnEnd(text, Math.max(1, text.length()));
    eachCommandOfABodyGetsItsAnswerInItsPlace(text);
  }

  @Provide
  Arbitrary<String> samples() {
    return Arbitraries.of(CORPUS.texts());
  }
}
