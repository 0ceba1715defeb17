package io.tidewire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Positions, payloads and messages. */
class ValuesTest {

  private static final Topic TOPIC = Topic.of("a");

  @Property
  void positionsComeBack(@ForAll @LongRange(min = 0, max = Position.MAX_SEQUENCE) long sequence) {
    Position position = new Position("m3k9X", sequence);
    assertThat(Position.parse(position.toString())).isEqualTo(position);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "-",
        "a",
        "a-",
        "-1",
        "a-x",
        "a-1-2",
        "a--1",
        "a-+1",
        "a-1 ",
        " a-1",
        "a_b-1",
        "a-1.0",
        "a-\u0661",
        "\u00e4-1",
        "a-1\r\nid: x-9",
        "now",
        "a-90071992547409910",
        "a-1234567890123456789"
      })
  void malformedPositionsAreRefused(String text) {
    assertThatThrownBy(() -> Position.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .matches("cursor '\\P{Cntrl}*' is not <epoch>-<sequence>");
  }

  @Test
  void positionsAreBounded() {
    assertThat(Position.parse("e".repeat(32) + "-0").sequence()).isZero();
    assertThatThrownBy(() -> Position.parse("e".repeat(33) + "-0"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new Position("a", -1)).hasMessage("sequence -1 is negative");
    assertThatThrownBy(() -> new Position("a-b", 1))
        .hasMessage("cursor 'a-b-1' is not <epoch>-<sequence>");
  }

  @Test
  void readsBackTheHighestSequence() {
    Position highest = new Position("a", Position.MAX_SEQUENCE);
    assertThat(highest).hasToString("a-9007199254740991");
    assertThat(Position.parse(highest.toString())).isEqualTo(highest);
    assertThat(Position.parse("a-0000000000000001")).isEqualTo(new Position("a", 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"9007199254740992", "10000000000000000", "9223372036854775807"})
  void refusesSequencesAboveTwoToThe53Minus1(String digits) {
    assertThatThrownBy(() -> new Position("a", Long.parseLong(digits)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("sequence " + digits + " is above 2^53-1");
    assertThatThrownBy(() -> Position.parse("a-" + digits))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void jsonPayloads() {
    Payload payload = Payload.json("\"\u00e4\"");
    assertThat(payload.isJson()).isTrue();
    assertThat(payload.text()).isEqualTo("\"\u00e4\"");
    assertThat(payload.length()).isEqualTo(4);
    assertThat(payload)
        .isEqualTo(Payload.json("\"\u00e4\""))
        .hasToString("application/json of 4 bytes");
    assertThat(payload.bytes().isReadOnly()).isTrue();
    assertThatThrownBy(() -> Payload.json(" \n")).hasMessage("a JSON payload cannot be blank");
  }

  @Test
  void binaryPayloadsAreCopied() throws IOException {
    byte[] bytes = {1, 2};
    Payload payload = Payload.binary(bytes, "image/png");
    bytes[0] = 9;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    payload.writeTo(out);
    assertThat(out.toByteArray()).containsExactly(1, 2);
    assertThat(payload.isJson()).isFalse();
    assertThat(payload).isNotEqualTo(Payload.binary(new byte[] {1, 2}, "image/gif"));
    assertThatThrownBy(payload::text)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("a payload of type image/png is not text");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "png", "image/", "/png", "a/b/c", "a/b\r\nx: y", "a b/c", "a/b;c=d"})
  void whatIsNoMediaTypeIsRefused(String contentType) {
    assertThatThrownBy(() -> Payload.binary(new byte[0], contentType))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageEndingWith("' is not a media type (type/subtype)");
  }

  @ParameterizedTest
  @ValueSource(strings = {"application/json", "Application/JSON"})
  void aBinaryPayloadCannotClaimToBeJson(String contentType) {
    assertThatThrownBy(() -> Payload.binary(new byte[0], contentType))
        .hasMessage("a binary payload cannot be application/json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "open",
        "welcome",
        "ping",
        "gap",
        "bye",
        "error",
        "message",
        "subscribed",
        "unsubscribed",
        "snapshot",
        "current",
        "GAP"
      })
  void reservedTypesAreRefused(String type) {
    assertThatThrownBy(() -> Message.to(TOPIC, type, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("event type '" + type + "' is reserved by the protocol");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "a/b", "a\nb", "$a", "*"})
  void malformedTypesAreRefused(String type) {
    assertThatThrownBy(() -> Message.to(TOPIC, type, 1))
        .isInstanceOf(IllegalArgumentException.class)
        .message()
        .matches("event type '\\P{Cntrl}*' is not one segment: 1 to 255 of .*");
  }

  @Test
  void aMessageDoesNotChangeWithItsBuilder() {
    Message.Builder builder = Message.to(TOPIC, "t", 1).header("a", "b");
    Message message = builder.build();
    builder.header("c", "d").key("k").idempotencyKey("i").kind(TopicKind.EPHEMERAL);
    assertThat(message.headers()).containsOnlyKeys("a");
    assertThat(message.key()).isEmpty();
    assertThat(message.kind()).isEqualTo(TopicKind.PLAIN);
    assertThat(builder.build().key()).isEqualTo(Optional.of("k"));
    assertThat(builder.build().idempotencyKey()).contains("i");
  }

  @Test
  void partsOfAMessageAreBounded() {
    Message.Builder builder = Message.to(TOPIC, "t", 1);
    assertThatThrownBy(() -> builder.key("")).hasMessage("key: 0 characters, 1 to 128 are allowed");
    assertThatThrownBy(() -> builder.key("x".repeat(129)))
        .hasMessage("key: 129 characters, 1 to 128 are allowed");
    assertThatThrownBy(() -> builder.idempotencyKey("x".repeat(129)))
        .hasMessage("idempotency key: 129 characters, 1 to 128 are allowed");
    assertThatThrownBy(() -> builder.header("", "v"))
        .hasMessage("header name: 0 characters, 1 to 256 are allowed");
    assertThatThrownBy(() -> builder.header("h", "x".repeat(257)))
        .hasMessage("header 'h': 257 characters, 1 to 256 are allowed");
  }

  @Test
  void theSenderIsTheServersWord() {
    Sender ann = Sender.of("ann", "c1 ann");
    Message told = Message.to(TOPIC, "t", 1).sender(ann).build();
    assertThat(told.sender()).contains(ann);
    assertThat(told.exceptsSender()).isFalse();
    assertThat(content(told)).extracting("from", "origin").containsExactly("ann", null);
    Message except = Message.to(TOPIC, "t", 1).sender(ann).exceptSender().build();
    assertThat(except.exceptsSender()).isTrue();
    assertThat(content(except)).extracting("from", "origin").containsExactly("ann", "c1 ann");
    Message plain = Message.to(TOPIC, "t", 1).build();
    assertThat(plain.sender()).isEmpty();
    assertThat(content(plain)).extracting("from", "origin").containsExactly(null, null);
  }

  private static PublishedEvent.Content content(Message message) {
    return PublishedEvent.Content.of(message, Payload.json("1"), Instant.EPOCH);
  }

  @Test
  void onlyASenderThatIsKnownCanBeLeftOut() {
    Message.Builder builder = Message.to(TOPIC, "t", 1).exceptSender();
    assertThatThrownBy(builder::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("exceptSender() needs a sender(..)");
    Message anonymous = builder.sender(Sender.of(null, null)).build();
    assertThat(content(anonymous)).extracting("from", "origin").containsExactly(null, null);
  }

  @Test
  void sendersAreBoundedAndHideTheirClients() {
    assertThat(Sender.of("x".repeat(512), "y".repeat(512)).user()).hasSize(512);
    assertThatThrownBy(() -> Sender.of("x".repeat(513), null))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("user of a sender: 513 characters, at most 512 are allowed");
    assertThatThrownBy(() -> Sender.of(null, "x".repeat(513)))
        .hasMessage("client of a sender: 513 characters, at most 512 are allowed");
    assertThat(Sender.of("ann", "secret"))
        .hasToString("Sender[user=ann]")
        .isEqualTo(Sender.of("ann", "secret"))
        .hasSameHashCodeAs(Sender.of("ann", "secret"))
        .isNotEqualTo(Sender.of("ann", null))
        .isNotEqualTo(Sender.of("ben", "secret"));
  }

  /** A terminal end with a code of its own says that the client's right has ended. */
  @ParameterizedTest
  @CsvSource({
    "SIGNED_OUT, signed-out, 4001",
    "TOKEN_EXPIRED, token-expired, 4001",
    "OTHER_USER, other-user, 4001",
    "FORBIDDEN, forbidden, 1008"
  })
  void rightsThatEndAreTerminal(CloseReason reason, String code, int webSocketCode) {
    assertThat(reason.code()).isEqualTo(code);
    assertThat(reason.webSocketCode()).isEqualTo(webSocketCode);
    assertThat(reason.reconnect()).isFalse();
  }

  /** A header that was refused must not be there afterwards. */
  @Test
  void aSeventeenthHeaderIsRefusedAndLeftOut() {
    Message.Builder builder = Message.to(TOPIC, "t", 1);
    for (int i = 0; i < 16; i++) {
      builder.header("h" + i, "v");
    }
    builder.header("h0", "again");
    assertThatThrownBy(() -> builder.header("h16", "v"))
        .hasMessage("at most 16 headers are allowed");
    assertThat(builder.build().headers()).hasSize(16).containsEntry("h0", "again");
  }
}
