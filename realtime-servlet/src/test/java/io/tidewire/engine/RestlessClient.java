package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.wire.Control;
import io.tidewire.wire.SharedEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.awaitility.Awaitility;

/**
 * A client that stalls, goes on, cuts its connection and resumes by the last cursor it has seen.
 */
final class RestlessClient {

  final String pattern;
  private final TestHub hub;
  private final Random random;
  private final List<SharedEvent> seen = new ArrayList<>();
  private RecordingTransport transport;
  private long cursor;
  private int gaps;

  RestlessClient(TestHub hub, String pattern, Random random) {
    this.hub = hub;
    this.pattern = pattern;
    this.random = random;
    this.transport = hub.subscribe(hub.after(0), pattern);
  }

  void disturb() {
    switch (random.nextInt(4)) {
      case 0 -> transport.stall();
      case 1, 2 -> transport.unstall();
      default -> cut();
    }
  }

  private void cut() {
    transport.connection().end(CloseReason.DISCONNECTED);
    read();
    transport.awaitBye();
    transport = hub.subscribe(hub.after(cursor), pattern);
  }

  /** What was not read of the old connection is lost with it. */
  private void read() {
    for (SharedEvent event : transport.frames(SharedEvent.class)) {
      seen.add(event);
      cursor = event.order();
    }
    gaps += transport.frames(Control.Gap.class).size();
  }

  void finish(int count) {
    transport.unstall();
    int before = seen.size();
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> before + transport.payloads().size() >= count);
    read();
    assertThat(gaps).isZero();
    assertThat(seen).hasSize(count);
    assertThat(seen).extracting(SharedEvent::order).isSorted().doesNotHaveDuplicates();
    Map<String, Integer> next = new HashMap<>();
    for (SharedEvent event : seen) {
      String topic = event.content().topic().name();
      int number = next.merge(topic, 1, Integer::sum) - 1;
      assertThat(event.content().payload().text()).isEqualTo("\"" + number + "\"");
    }
  }
}
