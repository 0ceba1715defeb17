package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.CloseReason;
import io.tidewire.Hub;
import io.tidewire.HubClosedException;
import io.tidewire.HubSession;
import io.tidewire.HubStats;
import io.tidewire.HubUser;
import io.tidewire.LogRecorder;
import io.tidewire.Message;
import io.tidewire.OverloadedException;
import io.tidewire.Position;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.Transactions;
import io.tidewire.web.StillHub;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is published before the hub has started. */
class HubFrontTest {

  private static final int MOST = 1_000;

  private final StillHub hub = new StillHub();
  private final List<Transactions.Deferred> held = new ArrayList<>();
  private Transactions transactions = Transactions.NONE;
  private final HubFront front = new HubFront("/app", () -> transactions);

  @AfterEach
  void close() {
    hub.close();
  }

  private static CompletableFuture<Position> publish(Hub to, int n) {
    return to.publish(Message.to(Topic.of("a"), "n", n).build()).toCompletableFuture();
  }

  @Test
  void whatIsPublishedBeforeTheStartIsAppendedInOrderAtTheStart() {
    List<CompletableFuture<Position>> results = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      results.add(publish(front, n));
      results.add(publish(front.afterCommit(), n));
    }
    assertThat(results).noneMatch(CompletableFuture::isDone);

    front.complete(hub.hub());

    assertThat(results)
        .extracting(result -> result.join().sequence())
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L);
    assertThat(publish(front, 7).join().sequence()).isEqualTo(7);
    assertThat(publish(front.afterCommit(), 8).join().sequence()).isEqualTo(8);
    assertThat(front.name()).isEqualTo(hub.hub().name());
  }

  @Test
  void beforeTheStartThereIsNobodyToEndOrToAskAbout() {
    for (Hub each : List.of(front, front.afterCommit())) {
      assertThat(each.recheck(Topic.of("a")).toCompletableFuture()).isCompleted();
      assertThat(each.session("s1").disconnect(CloseReason.SIGNED_OUT).toCompletableFuture())
          .isCompleted();
      assertThat(each.user("ann").recheck().toCompletableFuture()).isCompleted();
      assertThat(each.user("ann").disconnect().toCompletableFuture()).isCompleted();
    }
  }

  @Test
  void whatIsPublishedToAUserBeforeTheStartIsKept() {
    HubUser ann = front.user("a b");
    assertThat(ann.topic()).isEqualTo(Topic.of("$user/a~20b"));
    CompletableFuture<Position> kept = ann.publish("notice", 1).toCompletableFuture();
    assertThat(kept).isNotDone();

    front.complete(hub.hub());
    assertThat(kept.join().sequence()).isEqualTo(1);
    assertThat(ann.publish("notice", 2).toCompletableFuture().join().sequence()).isEqualTo(2);
    assertThat(ann.disconnect().toCompletableFuture()).isCompleted();
  }

  /** Fails with an error on one topic. */
  private record Faulty(Hub delegate) implements Hub {
    @Override
    public String name() {
      return delegate.name();
    }

    @Override
    public CompletionStage<Position> publish(Message message) {
      if (message.topic().name().equals("broken")) {
        throw new NoClassDefFoundError("a class that is not there");
      }
      return delegate.publish(message);
    }

    @Override
    public Hub afterCommit() {
      return this;
    }

    @Override
    public long subscriptions(Topic topic) {
      return delegate.subscriptions(topic);
    }

    @Override
    public HubStats stats() {
      return delegate.stats();
    }

    @Override
    public HubUser user(String name) {
      return delegate.user(name);
    }

    @Override
    public HubSession session(String id) {
      return delegate.session(id);
    }

    @Override
    public CompletionStage<Void> recheck(TopicPattern pattern) {
      return delegate.recheck(pattern);
    }

    @Override
    public CompletionStage<Void> drain(Duration over) {
      return delegate.drain(over);
    }
  }

  private static CompletableFuture<Position> publishBroken(Hub to) {
    return to.publish(Message.to(Topic.of("broken"), "n", 0).build()).toCompletableFuture();
  }

  @Test
  void anErrorAtOneOfThemIsItsOwn() {
    try (LogRecorder log = LogRecorder.of(HubFront.class)) {
      CompletableFuture<Position> first = publish(front, 1);
      CompletableFuture<Position> broken = publishBroken(front);
      CompletableFuture<Position> last = publish(front, 2);

      front.complete(new Faulty(hub.hub()));

      assertThat(first.join().sequence()).isEqualTo(1);
      assertThat(broken).isCompletedExceptionally();
      assertThat(last.join().sequence()).isEqualTo(2);
      assertThat(log.messages()).singleElement().asString().contains("could not be published");
    }
  }

  @Test
  void anErrorAtACommittedMessageCompletesItsStage() {
    transactions = held::add;
    CompletableFuture<Position> broken = publishBroken(front.afterCommit());
    front.complete(new Faulty(hub.hub()));

    held.get(0).committed();

    assertThat(broken).isCompletedExceptionally();
  }

  @Test
  void whatOneTransactionCannotPublishIsOneLine() {
    transactions = this::holdTogether;
    List<CompletableFuture<Position>> results = new ArrayList<>();
    for (int n = 0; n < 3; n++) {
      results.add(publishBroken(front.afterCommit()));
    }
    CompletableFuture<Position> last = publish(front.afterCommit(), 1);
    front.complete(new Faulty(hub.hub()));

    try (LogRecorder log = LogRecorder.of(HubFront.class)) {
      held.forEach(Transactions.Deferred::committed);

      assertThat(results).allMatch(CompletableFuture::isCompletedExceptionally);
      assertThat(last.join().sequence()).isEqualTo(1);
      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains("in a transaction", "3 could not be published");
    }
  }

  /** As the transactions of CDI hold it. */
  private boolean holdTogether(Transactions.Deferred work) {
    return held.stream().anyMatch(earlier -> earlier.takesOver(work)) || held.add(work);
  }

  @Test
  void moreThanAThousandFailByName() {
    List<CompletableFuture<Position>> kept =
        IntStream.range(0, MOST).mapToObj(n -> publish(front, n)).toList();
    assertThatThrownBy(() -> publish(front, MOST))
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("web application '/app' has not started");
    front.complete(hub.hub());
    assertThat(kept.get(MOST - 1).join().sequence()).isEqualTo(MOST);
  }

  @Test
  void aDeploymentThatFailsDropsThemWithOneLine() {
    try (LogRecorder log = LogRecorder.of(HubFront.class)) {
      List<CompletableFuture<Position>> results = List.of(publish(front, 1), publish(front, 2));
      front.drop();
      assertThat(results).allMatch(CompletableFuture::isCompletedExceptionally);
      assertThat(log.messages())
          .containsExactly(
              "Web application '/app' did not start: the messages that it had published are dropped"
                  + " (2)");
      assertThatThrownBy(() -> publish(front, 3)).isInstanceOf(HubClosedException.class);
      front.drop();
      assertThat(log.messages()).hasSize(1);
    }
  }

  @Test
  void aTransactionThatBeganBeforeTheStartIsKeptTo() {
    transactions = held::add;
    CompletableFuture<Position> committed = publish(front.afterCommit(), 1);
    CompletableFuture<Position> rolledBack = publish(front.afterCommit(), 2);
    held.get(1).rolledBack();
    front.complete(hub.hub());
    assertThat(hub.hub().position().sequence()).isZero();
    held.get(0).committed();
    assertThat(committed.join().sequence()).isEqualTo(1);
    assertThat(rolledBack).isCancelled();
  }
}
