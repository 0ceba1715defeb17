package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Topic;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whoever comes and goes, each live subscription gets each of its events once. */
class SubscriptionIndexTest {

  private static final int CLIENTS = 300;
  private static final String[] PATTERNS = {"a", "b", "a,b", "*", "**", "a,c/*", "c/**"};

  @Test
  void whoLeavesTakesNobodyElseOutOfTheIndex() {
    Random random = new Random(7);
    TestHub hub = TestHub.handDriven(new TestSettings());
    List<RecordingTransport> here = new ArrayList<>();
    for (int round = 0; round < 20; round++) {
      while (here.size() < CLIENTS) {
        String patterns = PATTERNS[random.nextInt(PATTERNS.length)];
        here.add(hub.subscribe(StartFrom.now(), patterns.split(",")));
      }
      hub.settle();
      Collections.shuffle(here, random);
      List<RecordingTransport> leaving = here.subList(0, random.nextInt(CLIENTS));
      leaving.forEach(client -> client.connection().end(CloseReason.NORMAL));
      leaving.clear();
      hub.settle();
      int[] before = here.stream().mapToInt(client -> client.payloads().size()).toArray();
      List.of("a", "b", "c/d").forEach(topic -> hub.publish(topic, "x"));
      hub.settle();
      for (int i = 0; i < before.length; i++) {
        assertThat(here.get(i).payloads().size() - before[i]).isEqualTo(matching(here.get(i)));
      }
    }
  }

  private static int matching(RecordingTransport client) {
    Subscription subscription = client.served().delivery().subscriptions().all().get(0);
    return (int)
        List.of("a", "b", "c/d").stream()
            .map(Topic::of)
            .filter(
                topic ->
                    subscription.interests().stream()
                        .anyMatch(interest -> interest.pattern().matches(topic)))
            .count();
  }
}
