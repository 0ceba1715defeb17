package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.spi.UnauthenticatedException;
import io.tidewire.spi.UnavailableException;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

/** What becomes of connections whose rights are asked about again. */
class RecheckTest {

  private static final Identity ANN = Identity.of(Subscriber.named("ann"));

  private final TestHub hub = TestHub.handDriven(new TestSettings());
  private final AskedPermissions permissions = new AskedPermissions(ANN);
  private final RecordingTransport client = hub.connect(permissions, Told::new);

  /** A client that can be told that a subscription has ended. */
  private static final class Told extends RecordingTransport {

    Told(ClientConnection connection) {
      super(connection);
    }

    @Override
    public boolean livesWithoutSubscriptions() {
      return true;
    }
  }

  /** A client that asks again after each answer. */
  private static final class Polling extends RecordingTransport {

    Polling(ClientConnection connection) {
      super(connection);
    }

    @Override
    public boolean answersOnce() {
      return true;
    }
  }

  private RecordingTransport subscribed(String... topics) {
    TestHub.subscribe(client, StartFrom.now(), topics);
    hub.settle();
    return client;
  }

  private CompletableFuture<Void> recheck(String pattern) {
    CompletionStage<Void> done = hub.engine.recheck(TopicPattern.of(pattern));
    hub.settle();
    return done.toCompletableFuture();
  }

  private void later(long millis) {
    hub.ticker.advance(millis);
    hub.settle();
    // What is due begins with the next turn.
    hub.settle();
  }

  private static void assertEnded(RecordingTransport transport, CloseReason reason) {
    assertThat(Objects.requireNonNull(transport.bye()).reason()).isEqualTo(reason);
  }

  @Test
  void whatIsNoLongerAllowedEndsWithBothFrames() {
    subscribed("a", "b");
    permissions.revoke("a");
    assertThat(recheck("a")).isCompleted();

    assertThat(client.frames(Control.Unsubscribed.class))
        .containsExactly(new Control.Unsubscribed(null, "a"));
    Control.Error error = client.frames(Control.Error.class).get(0);
    assertThat(error.code()).isEqualTo(ErrorCode.FORBIDDEN.code());
    assertThat(error.topic()).isEqualTo("a");
    assertThat(error.id()).isNull();
    hub.publish("a", 1);
    hub.publish("b", 2);
    hub.settle();
    assertThat(client.eventsAndGaps()).containsExactly("2");
    assertThat(client.bye()).isNull();
  }

  @Test
  void aWebSocketMayLoseItsLastSubscription() {
    subscribed("a");
    permissions.revoke("a");
    assertThat(recheck("a")).isCompleted();
    assertThat(client.bye()).isNull();
  }

  @Test
  void whatIsStillAllowedGoesOnWithoutALoss() {
    subscribed("a");
    permissions.takeTime();
    CompletableFuture<Void> done = recheck("a");
    hub.publish("a", 1);
    hub.settle();
    assertThat(done).isNotDone();
    permissions.answer();
    hub.publish("a", 2);
    hub.settle();
    assertThat(done).isCompleted();
    assertThat(client.eventsAndGaps()).containsExactly("1", "2");
    assertThat(client.frames(Control.Unsubscribed.class)).isEmpty();
  }

  @Test
  void onlyThoseAreAskedAboutWhomThePatternTouches() {
    subscribed("a/b", "c");
    assertThat(recheck("d/**")).isCompleted();
    assertThat(permissions.asked()).isEmpty();
    assertThat(recheck("a/*")).isCompleted();
    assertThat(permissions.asked()).containsExactly(List.of("a/b", "c"));
  }

  @Test
  void allOfAUserIsAskedAbout() {
    subscribed("a");
    AskedPermissions others = new AskedPermissions(Identity.of(Subscriber.named("ben")));
    hub.connect(others, Told::new);
    hub.settle();
    CompletableFuture<Void> done = hub.engine.user("ann").recheck().toCompletableFuture();
    hub.settle();
    assertThat(done).isCompleted();
    assertThat(permissions.asked()).containsExactly(List.of("a"));
    assertThat(others.asked()).isEmpty();
  }

  @Test
  void aStreamWithoutTopicsEnds() {
    AskedPermissions streams = new AskedPermissions(ANN);
    RecordingTransport stream = hub.connect(streams, RecordingTransport::new);
    TestHub.subscribe(stream, StartFrom.now(), "a", "b");
    hub.settle();
    streams.revoke("a");
    assertThat(recheck("a")).isCompleted();
    assertThat(stream.bye()).isNull();
    streams.revoke("b");
    assertThat(recheck("b")).isCompleted();
    assertEnded(stream, CloseReason.FORBIDDEN);
  }

  @Test
  void aPollIsAnsweredAtOnceAndJudgedAtTheNext() {
    AskedPermissions polls = new AskedPermissions(ANN);
    RecordingTransport poll = hub.connect(polls, Polling::new);
    TestHub.subscribe(poll, StartFrom.now(), "a");
    hub.settle();
    assertThat(recheck("a")).isCompleted();
    assertEnded(poll, CloseReason.MAX_AGE);
    assertThat(polls.asked()).isEmpty();
  }

  @Test
  void aSubscribeUnderWayIsAskedAboutToo() {
    hub.settle();
    CompletableFuture<Outcome> allowed = new CompletableFuture<>();
    client.connection().request("1", () -> allowed);
    CompletableFuture<Void> done = recheck("a");
    assertThat(permissions.asked()).as("its turn has not come").isEmpty();
    permissions.revoke("a");
    allowed.complete(Outcome.subscribe(TestHub.request(StartFrom.now(), "a")));
    hub.settle();
    assertThat(done).isCompleted();
    assertThat(permissions.asked()).containsExactly(List.of("a"));
    assertThat(client.frames(Control.Unsubscribed.class)).hasSize(1);
  }

  @Test
  void requestsBehindItWaitForItAndSeeTheOutcome() {
    subscribed("a");
    permissions.takeTime();
    CompletableFuture<Void> done = recheck("a");
    List<String> asked = new ArrayList<>();
    client
        .connection()
        .request(
            "1",
            () -> {
              asked.add(String.valueOf(client.connection().identity().subscriber().roles()));
              return new CompletableFuture<>();
            });
    hub.settle();
    assertThat(asked).isEmpty();
    permissions.become(Identity.of(new Subscriber("ann", Set.of("clerk"))));
    permissions.answer();
    hub.settle();
    assertThat(done).isCompleted();
    assertThat(asked).containsExactly("[clerk]");
  }

  @Test
  void oneThatOpensMeanwhileIsAskedAbout() {
    AskedPermissions opening = new AskedPermissions(ANN);
    long stamp = hub.engine.directory().stamp();
    opening.become(new Identity(ANN.subscriber(), null, null, null, 0, stamp));
    assertThat(recheck("a")).isCompleted();

    RecordingTransport stream = hub.connect(opening, RecordingTransport::new);
    TestHub.subscribe(stream, StartFrom.now(), "a");
    opening.revoke("a");
    hub.settle();
    assertThat(opening.asked()).contains(List.of("a"));
    assertEnded(stream, CloseReason.FORBIDDEN);
  }

  @Test
  void oneThatWasIdentifiedSinceIsNot() {
    assertThat(recheck("a")).isCompleted();
    long stamp = hub.engine.directory().stamp();
    AskedPermissions later =
        new AskedPermissions(new Identity(ANN.subscriber(), null, null, null, 0, stamp));
    TestHub.subscribe(hub.connect(later, RecordingTransport::new), StartFrom.now(), "a");
    hub.settle();
    assertThat(later.asked()).isEmpty();
  }

  @Test
  void atMostThirtyTwoAreAskedAtOnce() {
    List<AskedPermissions> all = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      AskedPermissions each = new AskedPermissions(ANN);
      each.takeTime();
      all.add(each);
      TestHub.subscribe(hub.connect(each, Told::new), StartFrom.now(), "b");
    }
    hub.settle();
    CompletableFuture<Void> done = recheck("b");
    assertThat(all.stream().mapToInt(AskedPermissions::waiting).sum()).isEqualTo(Rechecks.AT_ONCE);
    all.get(0).answer();
    hub.settle();
    assertThat(all.stream().mapToInt(AskedPermissions::waiting).sum()).isEqualTo(Rechecks.AT_ONCE);
    for (int left = 39; left > 0; left--) {
      assertThat(done).isNotDone();
      all.stream().filter(each -> each.waiting() > 0).findFirst().orElseThrow().answer();
      hub.settle();
    }
    assertThat(done).isCompleted();
  }

  /** Those that are behind a request that hangs take no place from others. */
  @Test
  void connectionsThatWaitForTheirTurnHoldUpNobody() {
    for (int i = 0; i < Rechecks.AT_ONCE; i++) {
      RecordingTransport hangs = hub.connect(new AskedPermissions(ANN), Told::new);
      TestHub.subscribe(hangs, StartFrom.now(), "a");
      hangs.connection().request(null, CompletableFuture::new);
    }
    subscribed("a");
    CompletableFuture<Void> done = recheck("a");
    assertThat(done).isNotDone();
    assertThat(permissions.asked()).containsExactly(List.of("a"));
  }

  @Test
  void whatCannotBeToldIsAskedAgainAndThenEndsTheConnection() {
    subscribed("a");
    permissions.fail(new UnavailableException("no directory"));
    CompletableFuture<Void> done = recheck("a");
    later(900);
    assertThat(permissions.asked()).hasSize(1);
    later(400);
    assertThat(permissions.asked()).hasSize(2);
    permissions.fail(new OverloadedException("no thread"));
    later(2_300);
    assertThat(permissions.asked()).hasSize(3);
    assertThat(client.bye()).isNull();
    later(4_300);
    assertThat(permissions.asked()).hasSize(4);
    assertEnded(client, CloseReason.INTERNAL);
    assertThat(done).isCompleted();
  }

  @Test
  void whatCanBeToldLaterIsFine() {
    subscribed("a");
    permissions.fail(new UnavailableException("no directory"));
    CompletableFuture<Void> done = recheck("a");
    CompletableFuture<Void> another = recheck("a");
    permissions.fail(null);
    later(1_300);
    assertThat(done).isCompleted();
    assertThat(another).isCompleted();
    assertThat(permissions.asked()).hasSize(2);
    assertThat(client.bye()).isNull();
  }

  @Test
  void whoMayNotBeHereAnyMoreHasToSignIn() {
    subscribed("a");
    permissions.fail(new UnauthenticatedException("dismissed"));
    assertThat(recheck("a")).isCompleted();
    assertEnded(client, CloseReason.SIGNED_OUT);
  }

  @Test
  void aRecheckDuringAnotherAsksOnceMore() {
    subscribed("a");
    permissions.takeTime();
    CompletableFuture<Void> first = recheck("a");
    CompletableFuture<Void> second = recheck("a");
    assertThat(permissions.asked()).hasSize(1);
    permissions.answer();
    hub.settle();
    assertThat(first).isCompleted();
    assertThat(second).as("the rules may have changed since").isNotDone();
    assertThat(permissions.asked()).hasSize(2);
    permissions.answer();
    hub.settle();
    assertThat(second).isCompleted();
  }

  @Test
  void aConnectionThatEndsIsNotWaitedFor() {
    subscribed("a");
    permissions.takeTime();
    CompletableFuture<Void> done = recheck("a");
    client.connection().end(CloseReason.DISCONNECTED);
    hub.settle();
    assertThat(done).isCompleted();
    permissions.answer();
    hub.settle();
  }

  @Test
  void anEndOfAllLoopsEndsTheWaiting() {
    subscribed("a");
    permissions.takeTime();
    CompletableFuture<Void> done = recheck("a");
    hub.engine.loops().forEach(loop -> loop.end(CloseReason.RESTART));
    assertThat(done).isCompleted();
    assertThat(hub.engine.recheck(Topic.of("a")).toCompletableFuture()).isCompleted();
  }

  @Test
  void aNewEndOfTheRightCounts() {
    subscribed("a");
    permissions.become(Identity.of(Subscriber.named("ann").until(Instant.ofEpochSecond(5))));
    assertThat(recheck("a")).isCompleted();
    later(4_500);
    assertThat(client.bye()).isNull();
    later(800);
    assertEnded(client, CloseReason.TOKEN_EXPIRED);
  }

  @Test
  void aRightEndsWithItsTokenAlsoOfAClientThatTakesNothing() {
    Identity brief = Identity.of(Subscriber.named("ann").until(Instant.ofEpochSecond(3)));
    RecordingTransport stalled =
        hub.connect(Permissions.unquestioned(brief), RecordingTransport::new);
    hub.settle();
    stalled.stall();
    stalled.connection().request(null, CompletableFuture::new);
    later(2_900);
    assertThat(stalled.bye()).isNull();
    later(400);
    assertEnded(stalled, CloseReason.TOKEN_EXPIRED);
  }
}
