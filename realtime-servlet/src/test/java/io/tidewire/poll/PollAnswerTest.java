package io.tidewire.poll;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Position;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class PollAnswerTest {

  private static final Position END = new Position("e", 20);

  private static PublishedEvent.Content content(int number) {
    Payload payload = Payload.json("\"number " + number + "\"");
    Message message = Message.to(Topic.of("a"), "changed", payload).build();
    return PublishedEvent.Content.of(message, payload, Instant.EPOCH);
  }

  private static SharedEvent placed(int number) {
    return new SharedEvent(new PublishedEvent(new Position("e", number), content(number)), number);
  }

  private static SharedEvent unplaced(int number) {
    return new SharedEvent(content(number), number);
  }

  /** A comma is counted for each. */
  private static final int ROOM_FOR_TWO =
      new PollAnswer(List.of(placed(10), placed(11)), END).bytes().length + 1;

  private static String answer(Frame... frames) {
    byte[] bytes = PollAnswer.upTo(List.of(frames), END, ROOM_FOR_TWO).bytes();
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Test
  void whatFitsGoesOutWithThePlaceBehindIt() {
    assertThat(answer(placed(10), placed(11)))
        .startsWith("{\"cursor\":\"e-20\"")
        .contains("number 10", "number 11");
  }

  @Test
  void itEndsBelowTheFirstEventThatDoesNotFit() {
    assertThat(answer(placed(10), placed(11), placed(15)))
        .startsWith("{\"cursor\":\"e-14\"")
        .contains("number 10", "number 11")
        .doesNotContain("number 15");
  }

  @Test
  void anEventWithoutAPlaceThatDoesNotFitIsLeftOut() {
    assertThat(answer(placed(10), placed(11), unplaced(12)))
        .startsWith("{\"cursor\":\"e-20\"")
        .doesNotContain("number 12");
  }

  @Test
  void eventsWithoutAPlaceHideNoneThatHasOne() {
    assertThat(answer(unplaced(9), unplaced(10), placed(12)))
        .startsWith("{\"cursor\":\"e-11\"")
        .contains("number 9", "number 10")
        .doesNotContain("number 12");
  }

  @Test
  void itHasCaughtUpWhenAPlaceSaysSo() {
    Control.Start early = new Control.Start(END.toString(), false);
    Control.Start last = new Control.Start(END.toString(), true);
    assertThat(new PollAnswer(List.of(early), END).isCaughtUp()).isFalse();
    assertThat(new PollAnswer(List.of(early, last), END).isCaughtUp()).isTrue();
  }
}
