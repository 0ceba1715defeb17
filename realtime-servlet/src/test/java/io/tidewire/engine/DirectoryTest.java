package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Hub;
import io.tidewire.HubUser;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How connections end by whom they belong to. */
class DirectoryTest {

  private final TestHub hub = TestHub.handDriven(new TestSettings());
  private final Directory directory = hub.engine.directory();

  private Identity identity(@Nullable String user, @Nullable String session) {
    String principal = session == null ? null : user;
    return new Identity(
        new Subscriber(user, Set.of()), null, session, principal, 0, directory.stamp());
  }

  private RecordingTransport connected(@Nullable String user, @Nullable String session) {
    RecordingTransport transport = hub.connect(identity(user, session), RecordingTransport::new);
    hub.settle();
    return transport;
  }

  private static @Nullable CloseReason end(RecordingTransport transport) {
    return transport.bye() == null ? null : Objects.requireNonNull(transport.bye()).reason();
  }

  @Test
  void aUserIsDisconnectedOnAllConnections() {
    RecordingTransport first = connected("ann", "s1");
    RecordingTransport second = connected("ann", null);
    RecordingTransport other = connected("ben", "s2");
    RecordingTransport nobody = connected(null, null);

    CompletableFuture<Void> done = hub.engine.user("ann").disconnect().toCompletableFuture();
    assertThat(done).isNotDone();
    hub.settle();
    assertThat(done).isCompleted();
    assertThat(end(first)).isEqualTo(CloseReason.SIGNED_OUT);
    assertThat(end(second)).isEqualTo(CloseReason.SIGNED_OUT);
    assertThat(end(other)).isNull();
    assertThat(end(nobody)).isNull();
  }

  @Test
  void theReasonIsTheCallers() {
    RecordingTransport ann = connected("ann", "s1");
    hub.engine.afterCommit().user("ann").disconnect(CloseReason.DRAIN);
    hub.settle();
    assertThat(end(ann)).isEqualTo(CloseReason.DRAIN);
  }

  @Test
  void aSessionsConnectionsEndWithItAndThoseOfTokensDoNot() {
    RecordingTransport ann = connected("ann", "s1");
    RecordingTransport byToken = connected("ann", null);
    RecordingTransport other = connected("ann", "s2");
    CompletableFuture<Void> done =
        hub.engine.session("s1").disconnect(CloseReason.SIGNED_OUT).toCompletableFuture();
    hub.settle();
    assertThat(done).isCompleted();
    assertThat(end(ann)).isEqualTo(CloseReason.SIGNED_OUT);
    assertThat(end(byToken)).isNull();
    assertThat(end(other)).isNull();
    assertThat(directory.hasSession("s1")).isFalse();
    assertThat(directory.hasSession("s2")).isTrue();
  }

  @Test
  void aSessionIsFoundByItsNewIdOnly() {
    RecordingTransport ann = connected("ann", "s1");
    directory.sessionRenamed("s1", "s2");
    assertThat(directory.hasSession("s1")).isFalse();
    assertThat(directory.hasSession("s2")).isTrue();
    directory.endSession("s1", CloseReason.SIGNED_OUT);
    hub.settle();
    assertThat(end(ann)).isNull();
    directory.endSession("s2", CloseReason.SIGNED_OUT);
    hub.settle();
    assertThat(end(ann)).isEqualTo(CloseReason.SIGNED_OUT);
    assertThat(directory.hasSession("s2")).as("nothing stays behind").isFalse();
  }

  @Test
  void anotherUserInASessionEndsTheOnesBefore() {
    RecordingTransport ann = connected("ann", "s1");
    RecordingTransport ben = connected("ben", "s1");
    assertThat(directory.hasOtherUser("s1", "ben")).isTrue();
    directory.userChanged("s1", "ben");
    hub.settle();
    assertThat(end(ann)).isEqualTo(CloseReason.OTHER_USER);
    assertThat(end(ben)).isNull();
    assertThat(directory.hasOtherUser("s1", "ben")).isFalse();
  }

  /** Identified before the sign-out, registered after it. */
  @Test
  void whoIsJustBeingOpenedIsReached() {
    Identity ann = identity("ann", "s1");
    Identity renamed = identity("ben", "s2");
    Identity moved = identity("cid", "s4");
    directory.endUser("ann", CloseReason.SIGNED_OUT);
    directory.sessionRenamed("s2", "s3");
    directory.endSession("s3", CloseReason.SIGNED_OUT);
    directory.sessionRenamed("s4", "s5");

    RecordingTransport first = hub.connect(ann, RecordingTransport::new);
    RecordingTransport second = hub.connect(renamed, RecordingTransport::new);
    RecordingTransport third = hub.connect(moved, RecordingTransport::new);
    hub.settle();
    assertThat(end(first)).isEqualTo(CloseReason.SIGNED_OUT);
    assertThat(end(second)).isEqualTo(CloseReason.SIGNED_OUT);
    assertThat(end(third)).isNull();
    assertThat(directory.hasSession("s5")).isTrue();
    assertThat(directory.hasSession("s4")).isFalse();
    assertThat(hub.engine.connectionCounts().connections()).isEqualTo(1);
  }

  @Test
  void whoSignsInAgainStays() {
    directory.endUser("ann", CloseReason.SIGNED_OUT);
    directory.endSession("s1", CloseReason.SIGNED_OUT);
    assertThat(end(connected("ann", "s1"))).isNull();
  }

  @Test
  void aUsersTopicReachesThatUser() {
    for (Hub each : new Hub[] {hub.engine, hub.engine.afterCommit()}) {
      HubUser user = each.user("a/b");
      assertThat(user.topic()).isEqualTo(Topic.of("$user/a~2Fb"));
      RecordingTransport own = connected("a/b", null);
      TestHub.subscribe(own, StartFrom.now(), user.topic().name());
      hub.settle();
      user.publish("notice", "hello");
      hub.settle();
      assertThat(own.eventsAndGaps()).containsExactly("hello");
    }
  }
}
