package io.tidewire.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes into one WebSocket message, by what its client takes. */
class WebSocketMessagesTest {

  private static final MessageLimit SMALL = MessageLimit.of(MessageLimit.MIN);

  private int sequence;

  private SharedEvent event(Payload payload) {
    sequence++;
    Message message = Message.to(Topic.of("orders"), "tick", payload).build();
    PublishedEvent.Content content =
        PublishedEvent.Content.of(message, payload, Instant.ofEpochSecond(sequence));
    return new SharedEvent(new PublishedEvent(new Position("e", sequence), content), sequence);
  }

  /** An event whose JSON takes exactly this many bytes, in characters of one to four bytes each. */
  private SharedEvent eventOf(int bytes, String filler) {
    int each = filler.getBytes(StandardCharsets.UTF_8).length;
    int overhead = bytes(event(Payload.json("\"\"")).in(WireForm.json()));
    int fill = bytes - overhead;
    String text = filler.repeat(fill / each) + "x".repeat(fill % each);
    SharedEvent event = event(Payload.json("\"" + text + "\""));
    assertThat(bytes(event.in(WireForm.json()))).isEqualTo(bytes);
    return event;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private static List<String> texts(MessageLimit limit, List<? extends Frame> frames) {
    List<String> texts = new ArrayList<>();
    WireForm.webSocket(limit)
        .join(List.copyOf(frames))
        .forEach(texts::add, binary -> texts.add("binary " + binary.remaining()));
    return texts;
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "\u00e4", "\u20ac", "\ud83d\ude00"})
  void aJoinedMessageStaysBelowTheLimitByAByteInAnyScript(String filler) {
    int limit = SMALL.bytes();
    SharedEvent first = eventOf(300, filler);
    int rest = limit - bytes("[,]") - 300;

    assertThat(texts(SMALL, List.of(first, eventOf(rest - 1, filler))))
        .singleElement()
        .satisfies(message -> assertThat(bytes(message)).isEqualTo(limit - 1));
    assertThat(texts(SMALL, List.of(first, eventOf(rest, filler)))).hasSize(2);
  }

  @Test
  void anEventThatIsLargerAloneGoesAlone() {
    SharedEvent small = event(Payload.json("1"));
    SharedEvent large = eventOf(3 * SMALL.bytes(), "x");

    assertThat(texts(SMALL, List.of(small, small, large, small, small)))
        .containsExactly(
            "[" + small.in(WireForm.json()) + "," + small.in(WireForm.json()) + "]",
            large.in(WireForm.json()),
            "[" + small.in(WireForm.json()) + "," + small.in(WireForm.json()) + "]");
  }

  @Test
  void manyEventsLeaveInTheirOrderAndInFewMessages() {
    List<SharedEvent> events = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      events.add(event(Payload.json(Integer.toString(i))));
    }

    List<String> messages = texts(MessageLimit.DEFAULT, events);

    assertThat(messages).allSatisfy(m -> assertThat(bytes(m)).isLessThan(8_192));
    int total = events.stream().mapToInt(event -> event.in(WireForm.json()).length() + 1).sum();
    assertThat(messages).hasSize(total / 8_000 + 1);
    assertThat(String.join(",", messages).replace("[", "").replace("]", ""))
        .isEqualTo(
            String.join(",", events.stream().map(event -> event.in(WireForm.json())).toList()));
  }

  @Test
  void whoTakesMoreGetsMoreInOneMessage() {
    List<Frame> frames = Collections.nCopies(100, event(Payload.json("1")));

    assertThat(texts(MessageLimit.of(65_536), frames)).hasSize(1);
    assertThat(texts(MessageLimit.DEFAULT, frames)).hasSizeGreaterThan(1);
  }

  @Test
  void aBinaryEventIsAMessageOfItsOwn() {
    SharedEvent text = event(Payload.json("1"));
    SharedEvent binary = event(Payload.binary(new byte[] {1, 2}, "image/png"));

    List<String> messages = texts(SMALL, List.of(text, binary, text));

    assertThat(messages).hasSize(3);
    assertThat(messages.get(1)).startsWith("binary ");
  }

  @Test
  void whatDoesNotShowInJsonIsNoMessage() {
    Frame start = new Control.Start("e-1", true);
    assertThat(texts(SMALL, List.of(start))).isEmpty();
    assertThat(texts(SMALL, List.of(start, start))).isEmpty();
  }

  @Test
  void theFramesOfTheProtocolAreMadeOnce() {
    SharedEvent text = event(Payload.json("1"));
    SharedEvent binary = event(Payload.binary(new byte[] {1, 2}, "image/png"));
    WebSocketMessages messages = WireForm.webSocket(SMALL).join(List.of(text, binary));

    WebSocketWriter written = new WebSocketWriter();
    messages.forEach(written::text, written::binary);
    assertThat(messages.bytes()).isEqualTo(written.bytes()).isSameAs(messages.bytes());
  }

  /** A container may move the position of what it sends. */
  @Test
  void eachTakerHasABufferOfItsOwn() {
    SharedEvent binary = event(Payload.binary(new byte[] {1, 2}, "image/png"));
    WebSocketMessages messages = WireForm.webSocket(SMALL).join(List.of(binary));
    List<ByteBuffer> taken = new ArrayList<>();

    messages.forEach(text -> {}, taken::add);
    taken.get(0).position(taken.get(0).limit());
    messages.forEach(text -> {}, taken::add);

    assertThat(taken.get(1)).isEqualTo(Envelope.binary(binary));
  }

  @Test
  void messagesOfOtherProtocolsAreSentAsTheyAre() {
    byte[] bytes = {9, 1, 2, 9};
    ByteBuffer part = ByteBuffer.wrap(bytes, 1, 2).asReadOnlyBuffer();

    WebSocketMessages binary = WebSocketMessages.of(part);
    bytes[1] = 7;

    assertThat(part.remaining()).isEqualTo(2);
    assertThat(binary.bytes())
        .isEqualTo(new WebSocketWriter().binary(ByteBuffer.wrap(new byte[] {1, 2})).bytes());
    assertThat(WebSocketMessages.of("hello").bytes())
        .isEqualTo(new WebSocketWriter().text("hello").bytes());
  }
}
