package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.TopicPattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which one cursor stands for a request of several topics. */
class SubscribeRequestTest {

  private static StartFrom after(String epoch, long sequence) {
    return StartFrom.after(new Position(epoch, sequence));
  }

  private static SubscribeRequest request(StartFrom... starts) {
    return new SubscribeRequest(
        IntStream.range(0, starts.length)
            .mapToObj(i -> new SubscribeRequest.Wish(TopicPattern.of("t" + i), starts[i]))
            .toList(),
        null);
  }

  @Test
  void theLowestCursorLosesNothing() {
    assertThat(request(after("e", 7), after("e", 5), after("e", 9)).lowestCursor())
        .isEqualTo(new Position("e", 5));
  }

  @Test
  void cursorsThatCannotBeComparedHaveNoLowest() {
    assertThat(request(after("e", 7), after("other", 5)).lowestCursor()).isNull();
  }

  @Test
  void whoeverBeginsWithoutACursorHasNone() {
    assertThat(
            Stream.of(StartFrom.now(), StartFrom.beginning(), StartFrom.rewind(3))
                .map(start -> request(after("e", 7), start).lowestCursor()))
        .containsOnlyNulls();
  }
}
