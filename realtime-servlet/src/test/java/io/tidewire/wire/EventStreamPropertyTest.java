package io.tidewire.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.CloseReason;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.wire.EventStreamParser.Dispatched;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Whatever stands in any field: a browser sees one event, with its own data and no other field. */
class EventStreamPropertyTest {

  private static final String ID = "epoch-7";

  private static final List<WireForm<byte[], byte[]>> STREAMS =
      List.of(WireForm.plain(), WireForm.envelope());

  /** The fields of an event that take free text. */
  record Fields(String payload, String key, String header, String value, String from) {}

  @Provide
  Arbitrary<String> texts() {
    return Texts.hostile();
  }

  @Provide
  Arbitrary<Fields> fields() {
    Arbitrary<String> text = Texts.hostile();
    return Combinators.combine(text, text, text, text, text).as(Fields::new);
  }

  private static SharedEvent event(Fields fields, Payload payload, TopicKind kind) {
    PublishedEvent.Content content =
        new PublishedEvent.Content(
            Topic.of("a/b"),
            "changed",
            payload,
            kind,
            fields.key,
            Instant.EPOCH,
            Map.of(fields.header, fields.value),
            fields.from,
            "origin");
    return content.isEphemeral()
        ? new SharedEvent(content, 1)
        : new SharedEvent(new PublishedEvent(Position.parse(ID), content), 1);
  }

  /** A codec is trusted to give JSON, but not to keep its white space off line breaks. */
  private static Payload payload(Fields fields) {
    return Payload.json("[\r" + JsonWriter.quoted(fields.payload) + "\n\r\n]");
  }

  @Property
  void anEventIsOneEventInThePlainForm(@ForAll("fields") Fields fields) {
    Payload payload = payload(fields);
    byte[] block = WireForm.plain().of(event(fields, payload, TopicKind.PLAIN));
    assertThat(EventStreamParser.parse(block).events)
        .containsExactly(new Dispatched("changed", Texts.joinedLines(payload.text()), ID));
  }

  @Property
  void aPayloadThatIsNoJsonForgesNothing(@ForAll("texts") String text) {
    Payload payload = Payload.json("x" + text);
    Fields none = new Fields("", "k", "h", "v", "f");
    byte[] block = WireForm.plain().of(event(none, payload, TopicKind.PLAIN));
    assertThat(EventStreamParser.parse(block).events)
        .containsExactly(new Dispatched("changed", Texts.joinedLines(payload.text()), ID));
  }

  @Property
  void anEnvelopeIsOneMessageWithTheSameMembers(@ForAll("fields") Fields fields) {
    byte[] block = WireForm.envelope().of(event(fields, payload(fields), TopicKind.PLAIN));
    List<Dispatched> events = EventStreamParser.parse(block).events;
    assertThat(events).hasSize(1);
    assertThat(events.get(0)).extracting(Dispatched::type).isEqualTo("message");
    assertThat(events.get(0)).extracting(Dispatched::lastEventId).isEqualTo(ID);
    assertMembers(JsonReader.read(events.get(0).data()), fields);
  }

  /** Inside data a lone surrogate survives as an escape, so nothing at all is changed. */
  private static void assertMembers(Object envelope, Fields fields) {
    assertThat(envelope)
        .isEqualTo(
            Map.of(
                "type",
                "event",
                "topic",
                "a/b",
                "event",
                "changed",
                "cursor",
                ID,
                "time",
                "1970-01-01T00:00:00Z",
                "key",
                fields.key,
                "from",
                fields.from,
                "headers",
                Map.of(fields.header, fields.value),
                "data",
                List.of(fields.payload)));
  }

  @Property
  void envelopesInAnArrayComeBackEachWithItsMembers(
      @ForAll("fields") Fields first, @ForAll("fields") Fields second) {
    String array =
        "["
            + event(first, payload(first), TopicKind.PLAIN).in(WireForm.json())
            + ","
            + event(second, payload(second), TopicKind.PLAIN).in(WireForm.json())
            + "]";
    List<?> envelopes = (List<?>) JsonReader.read(array);
    assertThat(envelopes).hasSize(2);
    assertMembers(envelopes.get(0), first);
    assertMembers(envelopes.get(1), second);
  }

  @Property
  void aBinaryPayloadComesBackByteForByte(@ForAll byte[] bytes) {
    Payload payload = Payload.binary(bytes, "image/png");
    Fields none = new Fields("", "k", "h", "v", "f");
    SharedEvent event = event(none, payload, TopicKind.PLAIN);
    Dispatched plain = EventStreamParser.parse(WireForm.plain().of(event)).events.get(0);
    assertThat(Base64.getDecoder().decode(plain.data())).isEqualTo(bytes);
    byte[] frame = Envelope.binary(event).array();
    int end = new String(frame, StandardCharsets.ISO_8859_1).indexOf('\n');
    assertThat(Arrays.copyOfRange(frame, end + 1, frame.length)).isEqualTo(bytes);
    assertThat(JsonReader.read(new String(frame, 0, end, StandardCharsets.UTF_8)))
        .isInstanceOf(Map.class);
  }

  @Property
  void anEphemeralEventLeavesTheLastIdAlone(@ForAll("fields") Fields fields) {
    SharedEvent event = event(fields, payload(fields), TopicKind.EPHEMERAL);
    for (WireForm<byte[], byte[]> form : STREAMS) {
      EventStreamParser parser = EventStreamParser.parse(form.of(event));
      assertThat(parser.events).hasSize(1);
      assertThat(parser.lastEventId).isEmpty();
    }
    Map<?, ?> envelope = (Map<?, ?>) JsonReader.read(event.in(WireForm.json()));
    assertThat(envelope.containsKey("cursor")).isFalse();
  }

  /** Blocks are sent back to back: none may reach into the next. */
  @Property
  void blocksStandByThemselves(@ForAll("texts") String text) {
    List<Control> controls =
        List.of(
            new Control.Gap(text, "e-1", "e-2"),
            new Control.Welcome(text, text, Instant.EPOCH, 1, "{}"),
            new Control.Ack(text, text, Payload.json(JsonWriter.quoted(text))),
            new Control.Unsubscribed(text, text),
            new Control.Error(ErrorCode.BAD_REQUEST, text, text),
            new Control.Bye(CloseReason.RESTART, 5));
    byte[] after = WireForm.plain().of(new Control.Gap("after", "e-1", "e-2"));
    for (Control control : controls) {
      for (WireForm<byte[], byte[]> form : STREAMS) {
        byte[] block = form.of(control);
        byte[] both = Arrays.copyOf(block, block.length + after.length);
        System.arraycopy(after, 0, both, block.length, after.length);
        List<Dispatched> events = EventStreamParser.parse(both).events;
        assertThat(events).hasSize(block.length == 0 ? 1 : 2);
        assertThat(events).last().extracting(Dispatched::type).isEqualTo("gap");
        assertThat(events).last().extracting(Dispatched::lastEventId).isEqualTo("");
      }
      assertThat(JsonReader.read(control.json())).isInstanceOf(Map.class);
    }
  }

  @Property
  void aFieldTakesNoLineBreakAndNoNul(@ForAll("texts") String text) {
    SseBlock block = SseBlock.ofAbout(10);
    if (text.matches("(?s).*[\\r\\n\\x00].*")) {
      assertThatThrownBy(() -> block.event(text)).hasMessageContaining("line break or NUL");
      assertThatThrownBy(() -> block.id(text)).hasMessageContaining("line break or NUL");
      assertThatThrownBy(() -> block.comment(text)).hasMessageContaining("line break or NUL");
      return;
    }
    byte[] made = block.comment(text).event("t" + text).data("d").id(text).end();
    assertThat(EventStreamParser.parse(made).events)
        .containsExactly(new Dispatched("t" + Texts.inUtf8(text), "d", Texts.inUtf8(text)));
  }

  @Provide
  Arbitrary<Integer> cuts() {
    return Arbitraries.integers().between(0, 200);
  }

  /** The id goes last: who is cut inside a block has not taken it over. */
  @Property
  void aBlockThatIsCutHasNoEffect(@ForAll("fields") Fields fields, @ForAll("cuts") int cut) {
    byte[] block = WireForm.plain().of(event(fields, payload(fields), TopicKind.PLAIN));
    byte[] part = Arrays.copyOf(block, Math.max(0, block.length - 1 - cut));
    EventStreamParser parser = EventStreamParser.parse(part);
    assertThat(parser.events).isEmpty();
    assertThat(parser.lastEventId).isEmpty();
    String text = new String(block, StandardCharsets.UTF_8);
    assertThat(text).endsWith("\nid: " + ID + "\n\n");
  }

  @Test
  void startGivesAnIdWithoutAnEvent() {
    EventStreamParser parser =
        EventStreamParser.parse(WireForm.plain().of(new Control.Start(ID, true)));
    assertThat(parser.events).isEmpty();
    assertThat(parser.lastEventId).isEqualTo(ID);
  }

  @Test
  void byeCarriesRetryOnlyWhereTheClientShouldComeBack() {
    for (CloseReason reason : CloseReason.values()) {
      for (WireForm<byte[], byte[]> form : STREAMS) {
        EventStreamParser parser = EventStreamParser.parse(form.of(new Control.Bye(reason, 4_321)));
        assertThat(parser.retry).isEqualTo(reason.reconnect() ? 4_321 : -1);
        assertThat(parser.events).hasSize(1);
      }
    }
  }
}
