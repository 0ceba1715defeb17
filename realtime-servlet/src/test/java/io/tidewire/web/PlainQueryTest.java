package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.engine.SubscribeRequest;
import io.tidewire.wire.ErrorCode;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a page asks for in the address of its WebSocket. */
class PlainQueryTest {

  private final StillHub hub = new StillHub();

  @AfterEach
  void close() {
    hub.close();
  }

  private Optional<SubscribeRequest> read(String query) {
    return PlainQuery.read(hub.hub(), RecordedArrival.to("here.example").asking(query));
  }

  @Test
  void topicsAndWhereToBegin() {
    assertThat(asked("format=plain&topic=a%2Fx&topic=b/*&rewind=7"))
        .containsExactly("a/x: rewind 7", "b/*: rewind 7");
    assertThat(asked("format=plain&topic=a&since=start&rewind=7")).containsExactly("a: start");
    assertThat(asked("format=plain&topic=a")).containsExactly("a: now");
  }

  private Stream<String> asked(String query) {
    return read(query).orElseThrow().wishes().stream()
        .map(wish -> wish.pattern().text() + ": " + wish.start());
  }

  @Test
  void withoutAFormatThereAreNone() {
    assertThat(read("topic=open/a")).isEmpty();
    assertThat(read("")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "format=envelope&topic=a | format is not 'plain'",
        "format=plain&format=plain&topic=a | format is not 'plain'",
        "format=plain | no topic is given",
        "format=plain&topic=a%20b | a b",
        "format=plain&topic=a&since=x | 'now' or 'start'",
        "format=plain&topic=a&topic=a | given twice",
        "format=plain&topic=a&rewind=x | rewind",
      })
  void aMalformedAddressIsRefused(String query, String message) {
    assertThatThrownBy(() -> read(query))
        .isInstanceOfSatisfying(
            Refusal.class, refusal -> assertThat(refusal.code()).isEqualTo(ErrorCode.BAD_REQUEST))
        .hasMessageContaining(message);
  }
}
