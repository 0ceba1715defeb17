package io.tidewire.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import io.tidewire.Rfc6455;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a client's bytes mean, and which are refused. */
class FrameReaderTest {

  private static final int MAX_BYTES = 70_000;

  private final RecordedFrames frames = new RecordedFrames();
  private final FrameReader reader = new FrameReader(MAX_BYTES, frames);

  private List<String> read(ClientFrame... sent) {
    for (ClientFrame frame : sent) {
      reader.read(ByteBuffer.wrap(frame.bytes()));
    }
    return frames.calls();
  }

  private List<String> readHex(String bytes) {
    reader.read(ByteBuffer.wrap(HexFormat.of().parseHex(bytes)));
    return frames.calls();
  }

  @Test
  void theSpecificationsMaskedExampleIsHello() {
    assertThat(readHex("818537fa213d7f9f4d5158")).containsExactly("text Hello");
  }

  @Test
  void whatIsKeptOfAMessageIsToldAndNothingOnceItIsWhole() {
    byte[] wire = inFramesOf(List.of("abcdef"), 3);
    for (byte one : wire) {
      reader.read(ByteBuffer.wrap(new byte[] {one}));
    }
    assertThat(frames.calls()).contains("text abcdef");
    assertThat(frames.kept()).startsWith(1, 2, 3).contains(5, 0).endsWith(0);
  }

  /** A client that never pauses between its messages is not slow. */
  @Test
  void eachWholeMessageIsToldThoughTheNextHasBegun() {
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.writeBytes(ClientFrame.text("abc").bytes());
    sent.writeBytes(ClientFrame.text("def").bytes());
    byte[] wire = sent.toByteArray();
    reader.read(ByteBuffer.wrap(wire, 0, 8));
    reader.read(ByteBuffer.wrap(wire, 8, 9));
    reader.read(ByteBuffer.wrap(wire, 17, 1));
    assertThat(frames.calls()).containsExactly("text abc", "text def");
    assertThat(frames.kept()).containsExactly(2, 0, 2, 0);
  }

  @Test
  void onceItIsOverNothingIsKept() {
    byte[] text = "abc".getBytes(StandardCharsets.US_ASCII);
    assertThat(read(ClientFrame.part(ClientFrame.TEXT, text))).isEmpty();
    assertThat(frames.kept()).endsWith(3);
    frames.beOver();
    assertThat(read(ClientFrame.text("d"))).isEmpty();
    assertThat(frames.kept()).endsWith(0);
  }

  @Property(tries = 200)
  void textsComeOutWholeHoweverTheyAreCut(
      @ForAll @Size(max = 6) List<@StringLength(max = 300) String> texts,
      @ForAll @IntRange(min = 1, max = 97) int frameSize,
      @ForAll @IntRange(min = 1, max = 31) int readSize) {
    RecordedFrames received = new RecordedFrames();
    FrameReader cut = new FrameReader(MAX_BYTES, received);
    byte[] wire = inFramesOf(texts, frameSize);
    for (int at = 0; at < wire.length; at += readSize) {
      cut.read(ByteBuffer.wrap(wire, at, Math.min(readSize, wire.length - at)));
    }
    assertThat(received.calls().stream().filter(call -> call.startsWith("text ")))
        .containsExactlyElementsOf(texts.stream().map(text -> "text " + utf8(text)).toList());
    assertThat(received.calls().stream().filter(call -> call.startsWith("ping ")))
        .as("a control frame may stand between two frames of a message")
        .hasSameSizeAs(texts);
  }

  private static String utf8(String text) {
    return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
  }

  private static byte[] inFramesOf(List<String> texts, int frameSize) {
    ByteArrayOutputStream wire = new ByteArrayOutputStream();
    for (String text : texts) {
      byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
      int opcode = ClientFrame.TEXT;
      int at = 0;
      for (; bytes.length - at > frameSize; at += frameSize) {
        byte[] part = Arrays.copyOfRange(bytes, at, at + frameSize);
        wire.writeBytes(ClientFrame.part(opcode, part).bytes());
        opcode = ClientFrame.CONTINUATION;
      }
      wire.writeBytes(ClientFrame.last(ClientFrame.PING, (byte) 'p').bytes());
      byte[] rest = Arrays.copyOfRange(bytes, at, bytes.length);
      wire.writeBytes(ClientFrame.last(opcode, rest).bytes());
    }
    return wire.toByteArray();
  }

  @Property(tries = 500)
  void noBytesBreakIt(@ForAll byte[] bytes) {
    FrameReader robust = new FrameReader(MAX_BYTES, new RecordedFrames());
    assertThatCode(() -> robust.read(ByteBuffer.wrap(bytes))).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 125, 126, 0xFFFF, 0x10000, MAX_BYTES})
  void aTextOfAnyLengthUpToTheLimitIsTaken(int length) {
    assertThat(read(ClientFrame.text("x".repeat(length))))
        .containsExactly("text " + "x".repeat(length));
  }

  @Test
  void aLongerTextIsRefusedByItsHeadAlone() {
    byte[] frame = ClientFrame.text("x".repeat(MAX_BYTES + 1)).bytes();
    reader.read(ByteBuffer.wrap(frame, 0, 14));
    assertThat(frames.calls()).containsExactly("too large");
  }

  @Test
  void partsThatAreTogetherTooLongAreRefused() {
    byte[] half = new byte[MAX_BYTES / 2 + 1];
    assertThat(
            read(
                ClientFrame.part(ClientFrame.TEXT, half),
                ClientFrame.part(ClientFrame.CONTINUATION, half),
                ClientFrame.text("never read")))
        .containsExactly("too large");
  }

  @Test
  void whatIsAnnouncedIsNotAllocated() {
    long before = threadAllocated();
    readHex("81fe" + "ffff" + "00000000" + "00");
    assertThat(threadAllocated() - before).isLessThan(60_000);
    assertThat(frames.calls()).isEmpty();
  }

  private static long threadAllocated() {
    return ((com.sun.management.ThreadMXBean)
            java.lang.management.ManagementFactory.getThreadMXBean())
        .getCurrentThreadAllocatedBytes();
  }

  @Test
  void controlFramesAreTold() {
    assertThat(
            read(
                ClientFrame.last(ClientFrame.PING, (byte) 'a', (byte) 'b'),
                ClientFrame.last(ClientFrame.PONG),
                ClientFrame.close(1001),
                ClientFrame.close(1001),
                ClientFrame.text("never read")))
        .containsExactly("ping ab", "pong", "closed 1001");
  }

  @Test
  void aCloseWithoutACodeIsNormal() {
    assertThat(read(ClientFrame.last(ClientFrame.CLOSE))).containsExactly("closed 1000");
  }

  @Test
  void aBinaryMessageComesOutWhole() {
    assertThat(
            read(
                ClientFrame.part(ClientFrame.BINARY, (byte) 'a', (byte) 0xff),
                ClientFrame.last(ClientFrame.PING, (byte) 'p'),
                ClientFrame.last(ClientFrame.CONTINUATION, (byte) 'b'),
                ClientFrame.text("c"),
                ClientFrame.last(ClientFrame.BINARY)))
        .containsExactly("ping p", "binary a\u00ffb", "text c", "binary ");
  }

  @Test
  void aLongerBinaryMessageIsRefusedByItsHeadAlone() {
    byte[] frame = ClientFrame.last(ClientFrame.BINARY, new byte[MAX_BYTES + 1]).bytes();
    reader.read(ByteBuffer.wrap(frame, 0, 14));
    assertThat(frames.calls()).containsExactly("too large");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 999, 1004, 1005, 1006, 1015, 2999, 5000})
  void aCodeThatNobodyMaySendIsRefused(int code) {
    assertThat(read(ClientFrame.close(code)))
        .containsExactly("broken 1002 an impossible close code", "ended");
  }

  @Test
  void halfACodeIsRefused() {
    assertThat(read(ClientFrame.last(ClientFrame.CLOSE, (byte) 3)))
        .containsExactly("broken 1002 an impossible close code", "ended");
  }

  @ParameterizedTest
  @CsvSource({
    "c18000000000, reserved bits without an extension",
    "8100, a frame without a mask",
    "838000000000, an unknown opcode",
    "8b8000000000, an unknown opcode",
    "098000000000, a long control frame",
    "89fe007e00000000, a long control frame",
    "81ff800000000000000000000000, a negative length",
    "808000000000, a continuation of nothing",
  })
  void whatBreaksTheRulesIsRefused(String bytes, String why) {
    assertThat(readHex(bytes)).containsExactly("broken 1002 " + why);
  }

  @Test
  void aLengthThatOverflowsInsideAMessageIsTooLarge() {
    String longest = "7fffffffffffffff";
    assertThat(readHex("018100000000" + "61" + "80ff" + longest + "00000000"))
        .containsExactly("too large");
  }

  @Test
  void aCloseReasonThatIsNotUtf8IsRefused() {
    ClientFrame close =
        ClientFrame.last(ClientFrame.CLOSE, (byte) 3, (byte) 0xe8, (byte) 'a', (byte) 0xc3);
    assertThat(read(close, ClientFrame.text("never read")))
        .containsExactly("broken 1007 a close reason that is not UTF-8", "ended");
  }

  @Test
  void ofAClientThatIsNotHeardAnyMoreOnlyItsCloseIsTold() {
    frames.beOver();
    assertThat(
            read(
                ClientFrame.text("x".repeat(300)),
                ClientFrame.last(ClientFrame.PING, (byte) 'p'),
                ClientFrame.last(ClientFrame.BINARY, new byte[MAX_BYTES + 1]),
                ClientFrame.close(1000),
                ClientFrame.close(1000)))
        .containsExactly("ended");
  }

  @Property(tries = 200)
  void theCloseIsFoundWhereverTheClientCeasesToBeHeard(
      @ForAll @Size(max = 6) List<@StringLength(max = 300) String> texts,
      @ForAll @IntRange(min = 1, max = 97) int frameSize,
      @ForAll @IntRange(min = 1, max = 31) int readSize,
      @ForAll @IntRange(max = 1_000) int heard) {
    RecordedFrames received = new RecordedFrames();
    FrameReader cut = new FrameReader(MAX_BYTES, received);
    ByteArrayOutputStream sent = new ByteArrayOutputStream();
    sent.writeBytes(inFramesOf(texts, frameSize));
    sent.writeBytes(ClientFrame.close(1000).bytes());
    byte[] wire = sent.toByteArray();
    int told = 0;
    for (int at = 0; at < wire.length; at += readSize) {
      if (at >= heard && told == 0) {
        received.beOver();
        told = received.calls().size() + 1;
      }
      cut.read(ByteBuffer.wrap(wire, at, Math.min(readSize, wire.length - at)));
    }
    List<String> calls = received.calls();
    assertThat(calls.get(calls.size() - 1)).isEqualTo(told == 0 ? "closed 1000" : "ended");
    assertThat(told == 0 || calls.size() == told).as("nothing else is told").isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"c18100000000", "8101", "838100000000", "828100000000", "818100000000"})
  void theAnswerToOurCloseIsFoundBehindWhatWasRefused(String badFrame) {
    FrameReader small = new FrameReader(0, frames);
    small.read(ByteBuffer.wrap(HexFormat.of().parseHex(badFrame + "61" + "888000000000")));
    assertThat(frames.calls()).hasSize(2).endsWith("ended");
  }

  @Test
  void aMessageInsideAnotherIsRefused() {
    assertThat(read(ClientFrame.part(ClientFrame.TEXT, (byte) 'a'), ClientFrame.text("b")))
        .containsExactly("broken 1002 a new message before the end of the last one");
  }

  @ParameterizedTest
  @ValueSource(strings = {"c3", "c3c3", "80", "eda080", "f8888080", "c080", "f4908080"})
  void aTextThatIsNotUtf8IsRefused(String bytes) {
    ClientFrame bad = ClientFrame.last(ClientFrame.TEXT, HexFormat.of().parseHex(bytes));
    assertThat(read(bad, ClientFrame.text("never read")))
        .containsExactly("broken 1007 a text that is not UTF-8");
  }

  static List<Rfc6455.Case> rfc6455() {
    return Rfc6455.cases();
  }

  @ParameterizedTest
  @MethodSource("rfc6455")
  void theSpecificationIsFollowed(Rfc6455.Case one) {
    byte[] bytes = one.bytes();
    assertThat(outcome(one, bytes.length)).as("at once").isEqualTo(one.outcome());
    assertThat(outcome(one, 1)).as("byte by byte").isEqualTo(one.outcome());
    assertThat(outcome(one, bytes.length / 2 + 1)).as("in halves").isEqualTo(one.outcome());
  }

  /** What becomes of the bytes; of what comes behind a close nothing may become. */
  private static Rfc6455.Outcome outcome(Rfc6455.Case one, int readSize) {
    RecordedFrames received = new RecordedFrames();
    FrameReader frames = new FrameReader(Rfc6455.LONGEST, received);
    byte[] bytes = one.bytes();
    for (int at = 0; at < bytes.length; at += readSize) {
      frames.read(ByteBuffer.wrap(bytes, at, Math.min(readSize, bytes.length - at)));
    }
    if (one.outcome().close() != Rfc6455.OPEN) {
      frames.read(ByteBuffer.wrap(ClientFrame.text("never read").bytes()));
    }
    List<String> calls = received.calls();
    return new Rfc6455.Outcome(
        told(calls, "text ").stream().map(Rfc6455::idIn).toList(),
        told(calls, "ping "),
        calls.stream().mapToInt(FrameReaderTest::closeCode).max().orElse(Rfc6455.OPEN));
  }

  private static List<String> told(List<String> calls, String kind) {
    return calls.stream()
        .filter(call -> call.startsWith(kind))
        .map(call -> call.substring(kind.length()))
        .toList();
  }

  private static int closeCode(String call) {
    return call.equals("too large")
        ? 1009
        : call.matches("(closed|broken) .*")
            ? Integer.parseInt(call.split(" ", 3)[1])
            : Rfc6455.OPEN;
  }

  @Test
  void aCharacterMayBeCutBetweenTwoFrames() {
    assertThat(
            read(
                ClientFrame.part(ClientFrame.TEXT, (byte) 0xc3),
                ClientFrame.last(ClientFrame.CONTINUATION, (byte) 0xa4)))
        .containsExactly("text ä");
  }
}
