package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.TopicPattern;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What subscribing and unsubscribing cost, counted in what is compared, looked at or moved. */
class SubscribeWorkTest {

  private static final int CLIENTS = 50_000;
  private static final int TOPICS = 10_000;
  private static final int PATTERNS = 10;

  /** The audiences of one topic, which counts each one that is looked at or moved. */
  private static final class Counted extends ArrayList<Audience> {
    private static final long serialVersionUID = 1L;
    private long looks;

    @Override
    public Audience get(int index) {
      looks++;
      return super.get(index);
    }

    @Override
    public Audience set(int index, Audience audience) {
      looks++;
      return super.set(index, audience);
    }

    @Override
    public Audience remove(int index) {
      looks += size() - index;
      return super.remove(index);
    }

    @Override
    public boolean remove(Object audience) {
      looks += size();
      return super.remove(audience);
    }

    @Override
    public boolean removeAll(Collection<?> audiences) {
      looks += size();
      return super.removeAll(audiences);
    }

    @Override
    public int indexOf(Object audience) {
      looks += size();
      return super.indexOf(audience);
    }

    @Override
    public Iterator<Audience> iterator() {
      looks += size();
      return super.iterator();
    }
  }

  private static Subscription subscription(String pattern) {
    // Without a connection, which only events need.
    return new Subscription(null, List.of(Seat.above(TopicPattern.of(pattern), 0)));
  }

  /** In which order they go that have come one after the other. */
  private enum Order {
    FIRST_COME,
    LAST_COME,
    RANDOM;

    void arrange(List<Subscription> all) {
      switch (this) {
        case FIRST_COME -> {}
        case LAST_COME -> Collections.reverse(all);
        case RANDOM -> Collections.shuffle(all, new Random(7));
      }
    }
  }

  /** A stop, or a proxy that restarts, ends all at once. */
  @ParameterizedTest
  @EnumSource(Order.class)
  void thatAllOfATopicComeAndGoCostsEachTheSame(Order order) {
    for (String pattern : List.of("news", "news/*")) {
      Counted audiences = new Counted();
      SubscriptionIndex index = new SubscriptionIndex(() -> audiences);
      List<Subscription> all = new ArrayList<>();
      IntStream.range(0, CLIENTS).forEach(i -> all.add(subscription(pattern)));
      all.forEach(index::add);
      assertThat(audiences.looks).as("when they come").isLessThanOrEqualTo(2L * CLIENTS);

      audiences.looks = 0;
      order.arrange(all);
      all.forEach(one -> one.interests().forEach(index::remove));

      assertThat(audiences).isEmpty();
      assertThat(audiences.looks).as("when they go").isLessThanOrEqualTo(CLIENTS);
    }
  }

  @Test
  void aSubscriptionToATopicIsComparedWithThePatternsOnly() {
    TestSettings settings = new TestSettings();
    settings.subscriptions = TOPICS + PATTERNS;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport transport = hub.subscribe(StartFrom.now(), "first");
    for (int i = 0; i < PATTERNS; i++) {
      TestHub.subscribe(transport, StartFrom.now(), "p/" + i + "/*");
    }
    hub.settle();
    Subscriptions subscriptions = transport.served().delivery().subscriptions();
    long before = subscriptions.looks();

    for (int i = 1; i < TOPICS; i++) {
      TestHub.subscribe(transport, StartFrom.now(), "t/" + i);
      hub.settle();
    }

    assertThat(subscriptions.all()).hasSize(TOPICS + PATTERNS);
    assertThat(subscriptions.looks() - before).isLessThanOrEqualTo((long) TOPICS * PATTERNS);
  }

  @Test
  void aPatternIsComparedOnceWithEachOther() {
    TestSettings settings = new TestSettings();
    settings.subscriptions = TOPICS + 1;
    TestHub hub = TestHub.handDriven(settings);
    String[] topics = IntStream.range(0, TOPICS).mapToObj(i -> "t/" + i).toArray(String[]::new);
    RecordingTransport transport = hub.subscribe(StartFrom.now(), topics);
    hub.settle();

    TestHub.subscribe(transport, StartFrom.now(), "t/*");
    hub.settle();

    Subscriptions subscriptions = transport.served().delivery().subscriptions();
    assertThat(subscriptions.all()).hasSize(2);
    assertThat(subscriptions.looks()).isLessThanOrEqualTo(TOPICS + 1L);
  }

  /** The most that the settings allow. */
  private static final int MOST = 1_024;

  /** A request is one task of a loop: it must not take much longer than a turn's slice. */
  @ParameterizedTest
  @ValueSource(ints = {1, MOST / 4, MOST / 2, MOST - 1})
  void theLargestRequestMakesABoundedNumberOfComparisons(int earlier) {
    TestSettings settings = new TestSettings();
    settings.subscriptions = MOST;
    TestHub hub = TestHub.handDriven(settings);
    String[] all = IntStream.range(0, MOST).mapToObj(i -> "t/" + i + "/*").toArray(String[]::new);
    RecordingTransport transport = hub.subscribe(StartFrom.now(), Arrays.copyOf(all, earlier));
    hub.settle();

    TestHub.subscribe(transport, StartFrom.now(), Arrays.copyOfRange(all, earlier, MOST));
    hub.settle();

    Subscriptions subscriptions = transport.served().delivery().subscriptions();
    assertThat(subscriptions.all()).hasSize(2);
    assertThat(subscriptions.looks()).isLessThanOrEqualTo(MOST / 2L * (MOST / 2L));
  }
}
