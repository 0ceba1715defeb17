package io.tidewire.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.fuzz.Corpus;
import io.tidewire.fuzz.Mutations;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Any bytes are read, or end the connection, in the same way however they arrive. */
class FrameReaderFuzz {

  private static final int MAX_BYTES = 300;

  /** The hexadecimal digits of what a client sends, with white space between its frames. */
  private static final List<String> CORPUS =
      Corpus.of(FrameReaderFuzz.class, "wire").texts().stream()
          .map(hex -> HexFormat.of().parseHex(hex.replaceAll("\\s", "")))
          .map(bytes -> new String(bytes, StandardCharsets.ISO_8859_1))
          .toList();

  @Provide
  Arbitrary<byte[]> wires() {
    return Mutations.of(
            CORPUS,
            "\u0001\u0080\0\0\0\0",
            "\u0081\u0080\0\0\0\0",
            "\u0080\u0080\0\0\0\0",
            "\0\u0081\0\0\0\0\u00c3",
            "\u0080\u0081\0\0\0\0\u00a4",
            "\u0082\u0081\0\0\0\0a",
            "\u0088\u0082\0\0\0\0\u0003\u00e8",
            "\u0089\u0080\0\0\0\0",
            "\u008a\u0080\0\0\0\0",
            "\u00fe\0~",
            "\u00ff\0\0\0\0\0\1\0\0",
            "\u00ff\u0080\0\0\0\0\0\0\0",
            "\u00ff\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff",
            "\u00c1",
            "\u00ff")
        .map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Property(edgeCases = EdgeCasesMode.NONE)
  void itDoesNotMatterHowBytesArrive(
      @ForAll("wires") byte[] wire, @ForAll @IntRange(min = 1, max = 40) int readSize) {
    RecordedFrames whole = new RecordedFrames();
    new FrameReader(MAX_BYTES, whole).read(ByteBuffer.wrap(wire));
    RecordedFrames cut = new RecordedFrames();
    FrameReader reader = new FrameReader(MAX_BYTES, cut);
    for (int at = 0; at < wire.length; at += readSize) {
      reader.read(ByteBuffer.wrap(wire, at, Math.min(readSize, wire.length - at)));
    }

    assertThat(cut.calls()).isEqualTo(whole.calls());
    assertThat(cut.kept()).allMatch(kept -> kept >= 0 && kept <= MAX_BYTES);
    assertNothingIsToldBehindTheEnd(whole.calls());
  }

  private static void assertNothingIsToldBehindTheEnd(List<String> calls) {
    for (int i = 0; i < calls.size() - 1; i++) {
      String call = calls.get(i);
      assertThat(call).doesNotStartWith("closed ").isNotEqualTo("ended");
      if (call.startsWith("broken ") || call.equals("too large")) {
        assertThat(calls.subList(i + 1, calls.size())).containsExactly("ended");
      }
    }
  }

  @Provide
  Arbitrary<byte[]> samples() {
    return Arbitraries.of(CORPUS).map(text -> text.getBytes(StandardCharsets.ISO_8859_1));
  }

  @Property
  void theCorpusIsRead(@ForAll("samples") byte[] wire) {
    itDoesNotMatterHowBytesArrive(wire, 1);
  }
}
