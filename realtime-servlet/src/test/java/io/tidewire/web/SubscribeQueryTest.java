package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewire.limits.Reached;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Excerpt;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** How a request is refused that cannot be read: with as much of it as helps. */
class SubscribeQueryTest {

  private static final String LONG_TOPIC = "t".repeat(255) + ("/" + "t".repeat(255)).repeat(3);
  private static final String FORGED = "\n\u001b[2J\u202eforged\u2028".repeat(100);

  private final Reached reached = new Reached();

  private static Stream<Arguments> malformed() {
    return Stream.of(
        Arguments.of(List.of(LONG_TOPIC, LONG_TOPIC), List.of(), null),
        Arguments.of(List.of("x".repeat(5_000)), List.of(), null),
        Arguments.of(List.of("*" + "x".repeat(5_000)), List.of(), null),
        Arguments.of(List.of(FORGED), List.of(), null),
        Arguments.of(List.of("*" + FORGED), List.of(), null),
        Arguments.of(List.of("a"), List.of("x".repeat(5_000)), null),
        Arguments.of(List.of("a"), List.of(FORGED), null),
        Arguments.of(List.of("a"), List.of(FORGED + "-1"), null),
        Arguments.of(List.of("a"), List.of("e-" + "9".repeat(5_000)), null),
        Arguments.of(List.of("a"), List.of(), "9".repeat(5_000)),
        Arguments.of(List.of("a"), List.of(), FORGED));
  }

  @ParameterizedTest
  @MethodSource("malformed")
  void aRefusalShowsABoundedPartAndNothingThatForges(
      List<String> topics, List<String> cursors, String rewind) {
    SubscribeQuery query = new SubscribeQuery(10, 5, reached);

    Refusal refusal =
        catchThrowableOfType(Refusal.class, () -> query.read(topics, cursors, rewind, null));

    assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST);
    String message = refusal.reason();
    assertThat(message).isEqualTo(Excerpt.of(message, 1_000)).hasSizeLessThan(550);
    assertThat(message.replaceAll("[^xt9]+", " ").split(" "))
        .as("what the client sent, in one piece")
        .allSatisfy(piece -> assertThat(piece).hasSizeLessThanOrEqualTo(200));
  }

  @Test
  void oneRequestNamesSoManyTopicsAndPatterns() {
    SubscribeQuery query = new SubscribeQuery(3, 1, reached);
    assertThat(query.read(List.of("a", "b", "c/*"), List.of(), null, null).wishes()).hasSize(3);
    Refusal topics =
        catchThrowableOfType(
            Refusal.class, () -> query.read(List.of("a", "b", "c", "d"), List.of(), null, null));
    assertThat(topics.code().code()).isEqualTo("too-many-topics");
    assertThat(topics.status()).isEqualTo(400);
    assertThat(topics.topic()).isNull();
    assertThat(topics.reason())
        .isEqualTo("4 topics are given, at most 3 are allowed, by realtime.max-subscriptions");
    Refusal patterns =
        catchThrowableOfType(
            Refusal.class, () -> query.read(List.of("a/*", "b/**"), List.of(), null, null));
    assertThat(patterns.code()).isEqualTo(ErrorCode.TOO_MANY_TOPICS);
    assertThat(patterns.reason())
        .isEqualTo("2 patterns are given, at most 1 are allowed, by realtime.limits.patterns");
    assertThat(reached.all())
        .containsEntry("realtime.max-subscriptions", 1L)
        .containsEntry("realtime.limits.patterns", 1L);
  }

  private static Stream<Arguments> faultsOfOneTopic() {
    return Stream.of(
        Arguments.of(List.of("a", "b//c"), List.of(), "b//c"),
        Arguments.of(List.of("a", "**/c"), List.of("e-1"), "**/c"),
        Arguments.of(List.of("a", "\n"), List.of(), "\n"),
        Arguments.of(List.of("a", "b", "a"), List.of(), "a"),
        Arguments.of(List.of("a"), List.of("x"), "a"),
        Arguments.of(List.of("a", "b"), List.of("e-1", "x"), "b"),
        Arguments.of(List.of("a", "b"), List.of("x", "e-1"), "a"));
  }

  /** A client that knows which one asks again without it. */
  @ParameterizedTest
  @MethodSource("faultsOfOneTopic")
  void theTopicIsNamedWhoseFaultItIs(List<String> topics, List<String> cursors, String named) {
    assertThat(refusal(topics, cursors, null).topic()).isEqualTo(named);
  }

  @Test
  void whatIsTheFaultOfNoneNamesNone() {
    assertThat(refusal(List.of("a", "b"), List.of("x"), null).topic()).isNull();
    assertThat(refusal(List.of("a", "b"), List.of(), "x").topic()).isNull();
    assertThat(refusal(List.of("a", "b", "c"), List.of("e-1", "e-1"), null).topic()).isNull();
    assertThat(refusal(List.of("a", "t/".repeat(513)), List.of(), null).topic())
        .as("longer than any topic")
        .isNull();
  }

  private Refusal refusal(List<String> topics, List<String> cursors, String rewind) {
    SubscribeQuery query = new SubscribeQuery(10, 5, reached);
    return catchThrowableOfType(Refusal.class, () -> query.read(topics, cursors, rewind, null));
  }

  @Test
  void whatIsOvertakenByCursorsIsIgnored() {
    SubscribeQuery query = new SubscribeQuery(3, 1, reached);
    assertThat(query.read(List.of("a", "b"), List.of("e-1"), "x", null).wishes()).hasSize(2);
    assertThat(query.read(List.of("a", "b"), List.of("e-1", "now"), "x", null).wishes())
        .extracting(wish -> wish.start().cursor().isPresent())
        .containsExactly(true, false);
  }
}
