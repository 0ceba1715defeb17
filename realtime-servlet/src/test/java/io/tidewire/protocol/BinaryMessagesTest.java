package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.Subscriber;
import io.tidewire.engine.EngineSettings;
import io.tidewire.engine.NodeLimits;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.limits.AddressKey;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.InboundHandler;
import io.tidewire.spi.TopicRules;
import io.tidewire.transfer.SystemTransfers;
import io.tidewire.web.Callers;
import io.tidewire.web.GivenRights;
import io.tidewire.web.Rights;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What binary messages of clients come to. */
@Timeout(60)
class BinaryMessagesTest {

  private static final byte[] BYTES = {0, '\n', (byte) 0xff, '{'};

  /** Answers with what it was sent. */
  private static final class Echo implements InboundHandler {

    @Override
    public String address() {
      return "echo";
    }

    @Override
    public void handle(Incoming<Payload> message) {
      message.reply(message.data());
    }
  }

  private final StillHub hub = new StillHub();
  private final Recorder client = new Recorder();
  private final Conversation conversation = conversation();

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
    return new Conversation(
        application,
        new Commands(
            application,
            Addresses.of(List.of(new Echo()), new Binding(hub.hub()::encode, Optional.empty())),
            SystemTransfers.of(application)),
        hub.open(ann, self -> client),
        new Oversized());
  }

  @AfterEach
  void close() {
    hub.close();
  }

  private static byte[] message(String head, byte... bytes) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(head.getBytes(StandardCharsets.UTF_8));
    message.writeBytes(bytes);
    return message.toByteArray();
  }

  private static byte[] send(String members) {
    String head = "{\"type\":\"send\",\"id\":\"1\",\"to\":\"echo\",\"event\":\"e\"%s}\n";
    return message(head.formatted(members), BYTES);
  }

  private void receive(byte... message) {
    conversation.binary(ByteBuffer.wrap(message), true);
  }

  @Test
  void theBytesBehindTheHeadAreThePayload() {
    receive(send(",\"contentType\":\"image/png\""));
    assertThat(client.awaitFrame(Control.Ack.class).data())
        .isEqualTo(Payload.binary(BYTES, "image/png"));
  }

  @Test
  void noBytesAreAPayloadToo() {
    receive(message("{\"type\":\"send\",\"to\":\"echo\",\"event\":\"e\"}\n"));
    assertThat(client.awaitFrame(Control.Ack.class).data())
        .isEqualTo(Payload.binary(new byte[0], "application/octet-stream"));
  }

  /** Buffers are the container's, which overwrites them. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 60})
  void itMayComeInPartsOfAnySize(int size) {
    byte[] message = send("");
    byte[] buffer = new byte[size];
    for (int from = 0; from < message.length; from += size) {
      int length = Math.min(size, message.length - from);
      System.arraycopy(message, from, buffer, 0, length);
      conversation.binary(ByteBuffer.wrap(buffer, 0, length), from + length == message.length);
      Arrays.fill(buffer, (byte) 'x');
    }
    assertThat(client.awaitFrame(Control.Ack.class).data())
        .isEqualTo(Payload.binary(BYTES, "application/octet-stream"));
  }

  @Test
  void itsLastPartMayBeEmpty() {
    conversation.binary(ByteBuffer.wrap(send("")), false);
    conversation.binary(ByteBuffer.allocate(0), true);
    assertThat(client.awaitFrame(Control.Ack.class).id()).isEqualTo("1");
  }

  @Test
  void anEventWithItIsPublished() {
    conversation.text("{\"type\":\"subscribe\",\"topic\":\"open/a\"}", true);
    client.awaitFrame(Control.Subscribed.class);
    String head = "{\"type\":\"publish\",\"topic\":\"open/a\",\"event\":\"picture\"}\n";
    receive(message(head, BYTES));
    Awaitility.await().until(() -> !client.events().isEmpty());
    assertThat(client.events().get(0).content().payload())
        .isEqualTo(Payload.binary(BYTES, "application/octet-stream"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | BAD_REQUEST | a newline",
        "{\"type\":\"send\"}~ | BAD_REQUEST | 'to' is missing",
        "[{\"type\":\"send\"}]~ | BAD_REQUEST | not a JSON object",
        "{\"type\"~} | BAD_REQUEST | the head is not JSON",
        "~ | BAD_REQUEST | the head is not JSON",
        "{\"type\":\"subscribe\",\"topic\":\"open/a\"}~ | UNKNOWN_TYPE | binary messages",
        "{\"type\":\"pong\"}~ | UNKNOWN_TYPE | binary messages",
        "{\"type\":\"send\",\"to\":\"echo\",\"event\":\"e\",\"data\":1}~ | BAD_REQUEST | no place",
        "{\"type\":\"send\",\"to\":\"echo\",\"event\":\"e\",\"encoding\":\"base64\"}~ |"
            + " BAD_REQUEST | no place",
        "{\"type\":\"send\",\"to\":\"echo\",\"event\":\"e\",\"contentType\":\"x\"}~ |"
            + " BAD_REQUEST | 'contentType'",
        "{\"type\":\"send\",\"to\":\"echo\",\"event\":\"e\",\"contentType\":\"application/json\"}~"
            + " | BAD_REQUEST | 'contentType'",
      })
  void aMalformedOneGetsAnErrorAndTheNextIsHeard(String text, ErrorCode code, String message) {
    receive(message(text.replace('~', '\n')));
    Control.Error error = client.awaitFrame(Control.Error.class);
    assertThat(error.code()).isEqualTo(code.code());
    assertThat(error.message()).contains(message);

    receive(send(""));
    assertThat(client.awaitFrame(Control.Ack.class).id()).isEqualTo("1");
  }

  @Test
  void aHeadThatIsNotUtf8GetsAnError() {
    receive(new byte[] {'"', (byte) 0xc3, '"', '\n'});
    assertThat(client.awaitFrame(Control.Error.class).message()).contains("UTF-8");
  }

  @Test
  void aHeadMayHave8192Bytes() {
    String blank = " ".repeat(BinaryMessage.MAX_HEAD);
    receive(message(blank + "\n"));
    assertThat(client.awaitFrame(Control.Error.class).message()).contains("not JSON");
  }

  @Test
  void aLongerHeadGetsAnError() {
    String blank = " ".repeat(BinaryMessage.MAX_HEAD + 1);
    receive(message(blank + "\n"));
    assertThat(client.awaitFrame(Control.Error.class).message()).contains("8192 bytes, a newline");
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aMessageThatIsTooLongEndsTheConnection(boolean whole) {
    byte[] half = new byte[EngineSettings.defaults().limits().message() / 2 + 1];
    if (whole) {
      receive(new byte[2 * half.length]);
    } else {
      conversation.binary(ByteBuffer.wrap(half), false);
      conversation.binary(ByteBuffer.wrap(half), false);
    }
    receive(send(""));

    assertThat(client.awaitFrame(Control.Bye.class).reason()).isEqualTo(CloseReason.TOO_LARGE);
    assertThat(client.awaitFrame(Control.Error.class).code()).isEqualTo(ErrorCode.TOO_LARGE.code());
    assertThat(client.answered()).isEmpty();
  }

  @Test
  void whatIsNotWholeOrNotAnsweredCountsForItsNode() {
    NodeLimits limits = hub.hub().nodeLimits();
    int all = 64 << 20;
    conversation.binary(ByteBuffer.wrap(send("")), false);
    assertThat(limits.mayReceive(AddressKey.UNKNOWN, all)).isFalse();
    conversation.binary(ByteBuffer.allocate(0), true);
    client.awaitFrame(Control.Ack.class);
    await("its end").until(() -> limits.mayReceive(AddressKey.UNKNOWN, all));
  }
}
