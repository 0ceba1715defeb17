package io.tidewire.tck;

import io.tidewire.Payload;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Makes what the contract appends and passes. */
final class Contents {

  private static final int MAX_KEY = 128;
  private static final int MAX_HEADERS = 16;
  private static final int MAX_SEGMENT = 255;
  private static final int MAX_HEADER = 256;
  private static final int MAX_SENDER = 512;

  private Contents() {}

  static PublishedEvent.Content plain(String payload) {
    return of(Topic.of("orders/eu"), "order-placed", Payload.json("\"" + payload + "\""));
  }

  static PublishedEvent.Content binary(int length) {
    byte[] bytes = new byte[length];
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) (i * 31);
    }
    return of(Topic.of("files"), "uploaded", Payload.binary(bytes, "application/octet-stream"));
  }

  private static PublishedEvent.Content of(Topic topic, String type, Payload payload) {
    return new PublishedEvent.Content(
        topic, type, payload, TopicKind.PLAIN, null, Instant.EPOCH, Map.of(), null, null);
  }

  static PublishedEvent.Content ephemeral(int number) {
    return new PublishedEvent.Content(
        Topic.of("typing"),
        "typing",
        Payload.json(String.valueOf(number)),
        TopicKind.EPHEMERAL,
        null,
        Instant.EPOCH,
        Map.of(),
        null,
        null);
  }

  /** {@return one with characters of all kinds in every field} */
  static PublishedEvent.Content full() {
    return new PublishedEvent.Content(
        Topic.of("a/b"),
        "changed",
        Payload.json("{\"text\":\"\u00e4\u4e16\ud83d\ude00 \\u0000\"}"),
        TopicKind.PLAIN,
        "k/1 \u00e4",
        Instant.parse("2024-02-29T12:00:00.123Z"),
        Map.of("trace", "00-1", "\u00fc", "a\nb"),
        "user \u00e9",
        "connection");
  }

  /** {@return one without anything that may be left out} */
  static PublishedEvent.Content bare() {
    return of(
        Topic.of("$user/x~20y"), "t", Payload.binary(new byte[] {0, -1, 10, 13}, "image/png"));
  }

  /** {@return one with every field as long as it may be, of characters that take the most bytes} */
  static PublishedEvent.Content greatest() {
    String topic = ("t".repeat(MAX_SEGMENT) + "/").repeat(4);
    return new PublishedEvent.Content(
        Topic.of(topic.substring(0, topic.length() - 1)),
        "y".repeat(MAX_SEGMENT),
        Payload.binary(new byte[1], "a".repeat(64) + "/" + "b".repeat(64)),
        TopicKind.PLAIN,
        "\u4e16".repeat(MAX_KEY),
        Instant.parse("9999-12-31T23:59:59.999Z"),
        IntStream.range(0, MAX_HEADERS)
            .mapToObj(number -> String.format("%02x", number))
            .map(begin -> longest(begin, MAX_HEADER))
            .collect(Collectors.toMap(header -> header, header -> header)),
        longest("from", MAX_SENDER),
        longest("at", MAX_SENDER));
  }

  private static String longest(String begin, int length) {
    return begin + "\u4e16".repeat(length - begin.length());
  }
}
