package io.tidewire.it.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SseParserTest {
  private static final class Told implements SseParser.Handler {
    final List<String> all = new ArrayList<>();

    @Override
    public void event(SseEvent event) {
      all.add("event " + event.type() + "/" + event.data() + "/" + event.id());
    }

    @Override
    public void id(String lastEventId) {
      all.add("id " + lastEventId);
    }

    @Override
    public void comment(String text) {
      all.add("comment " + text);
    }

    @Override
    public void retry(long millis) {
      all.add("retry " + millis);
    }
  }

  private static List<String> parse(byte[]... chunks) {
    Told told = new Told();
    SseParser parser = new SseParser("", told);
    Arrays.stream(chunks).map(ByteBuffer::wrap).forEach(parser::feed);
    return told.all;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          data: a\\n\\n                           | event message/a/
          data:a\\n\\n                            | event message/a/
          data:  a\\n\\n                          | event message/ a/
          data: a\\r\\rdata: b\\r\\n\\r\\n        | event message/a/, event message/b/
          data: a\\ndata\\ndata: b\\n\\n          | event message/a....b/
          data\\n\\n                              | event message//
          data: a\\nevent: t\\nid: 7\\n\\n        | event t/a/7, id 7
          event: t\\n\\ndata: a\\n\\n             | event message/a/
          id: 7\\n\\ndata: a\\n\\n                | id 7, event message/a/7
          id: 7\\ndata: a\\n\\nid\\ndata: b\\n\\n | event message/a/7, id 7, event message/b/, id{ }
          id: 7\\n\\nid: 8\\0\\ndata: a\\n\\n     | id 7, event message/a/7
          retry: 10\\nretry: 1x\\nretry:\\n\\n    | retry 10
          : hi\\n:\\n\\n                          | comment{ } hi, comment{ }
          data: a\\nDATA: b\\nfoo: c\\n data: d\\n\\n | event message/a/
          data: a:b\\n\\n                         | event message/a:b/
          data: a\\n                              | ''
          """)
  void followsTheStandard(String stream, String expected) {
    String text = stream.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    List<String> told = parse(text.getBytes(StandardCharsets.UTF_8));
    assertEquals(expected.replace("..", "\n").replace("{ }", " "), String.join(", ", told));
  }

  @Test
  void skipsOneByteOrderMarkAtTheStartOnly() {
    String mark = "\uFEFF";
    String stream = mark + "data: a\n\n" + mark + "data: b\n\n" + "data: c" + mark + "\n\n";
    assertEquals(
        List.of("event message/a/", "event message/c" + mark + "/"),
        parse(stream.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void readsTheSameWhereverTheChunksEndAndNothingOfAnUnfinishedBlock() {
    byte[] stream =
        "\uFEFFid: 1\r\ndata: \u00e4\u20ac\r\n\r\n: c\rdata: b\revent: t\rid: 2\r\rdata: z\n\n"
            .getBytes(StandardCharsets.UTF_8);
    List<String> whole = parse(stream);
    assertEquals(6, whole.size(), whole::toString);
    for (int cut = 0; cut <= stream.length; cut++) {
      byte[] head = Arrays.copyOf(stream, cut);
      byte[] tail = Arrays.copyOfRange(stream, cut, stream.length);
      assertEquals(whole, parse(head, tail), "chunk ends at " + cut);
      List<String> torn = parse(head);
      assertEquals(whole.subList(0, torn.size()), torn, "stream ends at " + cut);
    }
    assertEquals(whole.subList(0, 5), parse(Arrays.copyOf(stream, stream.length - 1)));
  }

  @Test
  void knowsWhetherItIsInsideABlockAndKeepsTheIdOfTheStreamBefore() {
    Told told = new Told();
    SseParser parser = new SseParser("41", told);
    parser.feed(ByteBuffer.wrap("data: a\n\nd".getBytes(StandardCharsets.UTF_8)));
    assertEquals(List.of("event message/a/41"), told.all);
    assertTrue(parser.insideBlock());
  }
}
