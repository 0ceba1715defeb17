package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.window.ManualTicker;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What has happened to somebody who is just being opened. */
class SupervisionTest {

  private final ManualTicker ticker = new ManualTicker();
  private final Supervision supervision = new Supervision(ticker);

  private Identity identity(@Nullable String user, @Nullable String session) {
    return new Identity(
        new Subscriber(user, Set.of()),
        null,
        session,
        session == null ? null : user,
        0,
        supervision.stamp());
  }

  private @Nullable CloseReason end(Identity identity) {
    return supervision.since(identity).end();
  }

  @Test
  void nothingHasHappened() {
    Supervision.Verdict verdict = supervision.since(identity("ann", "s1"));
    assertThat(verdict).isEqualTo(new Supervision.Verdict(null, "s1", false));
  }

  @Test
  void whatHappenedBeforeIsOver() {
    supervision.userLeft("ann", CloseReason.SIGNED_OUT);
    supervision.sessionEnded("s1", CloseReason.SIGNED_OUT);
    supervision.checkUser("ann");
    assertThat(supervision.since(identity("ann", "s1")))
        .isEqualTo(new Supervision.Verdict(null, "s1", false));
  }

  @Test
  void aSignOutEndsItsUserOnly() {
    Identity ann = identity("ann", null);
    Identity ben = identity("ben", null);
    Identity nobody = identity(null, null);
    supervision.userLeft("ann", CloseReason.RESTART);
    assertThat(end(ann)).isEqualTo(CloseReason.RESTART);
    assertThat(end(ben)).isNull();
    assertThat(end(nobody)).isNull();
  }

  @Test
  void aSessionThatEndsWhileItsConnectionIsRenamedIsNotMissed() {
    Identity ann = identity("ann", "s1");
    supervision.sessionRenamed("s1", "s2");
    Supervision.Verdict verdict =
        supervision.since(
            ann, (before, after) -> supervision.sessionEnded(after, CloseReason.SIGNED_OUT));
    assertThat(verdict.end()).isEqualTo(CloseReason.SIGNED_OUT);
  }

  @Test
  void aSessionThatIsRenamedWhileItsConnectionIsIsFollowed() {
    Identity ann = identity("ann", "s1");
    supervision.sessionRenamed("s1", "s2");
    List<String> renames = new ArrayList<>();
    Supervision.Verdict verdict =
        supervision.since(
            ann,
            (before, after) -> {
              renames.add(before + " to " + after);
              if (after.equals("s2")) {
                supervision.sessionRenamed("s2", "s3");
              }
            });
    assertThat(verdict).isEqualTo(new Supervision.Verdict(null, "s3", false));
    assertThat(renames).containsExactly("s1 to s2", "s2 to s3");
  }

  @Test
  void theEndOfASessionEndsWhoCameFromIt() {
    Identity ann = identity("ann", "s1");
    Identity other = identity("ann", "s2");
    Identity byToken = identity("ann", null);
    supervision.sessionEnded("s1", CloseReason.SIGNED_OUT);
    assertThat(end(ann)).isEqualTo(CloseReason.SIGNED_OUT);
    assertThat(end(other)).isNull();
    assertThat(end(byToken)).isNull();
  }

  @Test
  void aRenamedSessionsEndIsFound() {
    Identity ann = identity("ann", "s1");
    supervision.sessionRenamed("s0", "s9");
    supervision.sessionRenamed("s1", "s2");
    assertThat(supervision.since(ann).session()).isEqualTo("s2");
    supervision.sessionRenamed("s2", "s3");
    supervision.sessionEnded("s1", CloseReason.SIGNED_OUT);
    assertThat(end(ann)).as("the id was another session's by then").isNull();
    supervision.sessionEnded("s3", CloseReason.SIGNED_OUT);
    assertThat(end(ann)).isEqualTo(CloseReason.SIGNED_OUT);
  }

  @Test
  void anotherUserInTheSameSessionEndsTheOneBefore() {
    Identity ann = identity("ann", "s1");
    Identity ben = identity("ben", "s1");
    Identity elsewhere = identity("ann", "s2");
    supervision.userChanged("s1", "ben");
    assertThat(end(ann)).isEqualTo(CloseReason.OTHER_USER);
    assertThat(end(ben)).isNull();
    assertThat(end(elsewhere)).isNull();
  }

  /** The application's name for a user may be another than the container's. */
  @Test
  void theContainersNamesAreCompared() {
    Identity customer =
        new Identity(Subscriber.named("4711"), null, "s1", "ann", 0, supervision.stamp());
    Identity ownLogin =
        new Identity(Subscriber.named("ann"), null, "s1", null, 0, supervision.stamp());
    supervision.userChanged("s1", "ann");
    assertThat(end(customer)).isNull();
    supervision.userChanged("s1", "ben");
    assertThat(end(customer)).isEqualTo(CloseReason.OTHER_USER);
    assertThat(end(ownLogin)).isNull();
  }

  @Test
  void aRecheckConcernsItsUserOrAll() {
    Identity ann = identity("ann", null);
    Identity ben = identity("ben", null);
    supervision.checkUser("ann");
    assertThat(supervision.since(ann).isToBeChecked()).isTrue();
    assertThat(supervision.since(ben).isToBeChecked()).isFalse();
    supervision.checkAll(TopicPattern.of("a"));
    assertThat(supervision.since(ben).isToBeChecked()).isTrue();
  }

  /** It cannot be known that nothing has happened. */
  @Test
  void whoTakesTooLongIsIdentifiedAnew() {
    Identity ann = identity("ann", "s1");
    supervision.userLeft("ben", CloseReason.SIGNED_OUT);
    ticker.advance(Supervision.KEPT_MILLIS + 1);
    assertThat(end(ann)).as("nothing is forgotten yet").isNull();
    supervision.userLeft("ben", CloseReason.SIGNED_OUT);
    assertThat(end(ann)).isEqualTo(CloseReason.MAX_AGE);
  }

  @Test
  void itKeepsSoManyAndForgetsTheOldest() {
    Identity ann = identity("ann", "s1");
    supervision.userLeft("ann", CloseReason.SIGNED_OUT);
    for (int i = 1; i < Supervision.MOST_KEPT; i++) {
      supervision.userLeft("ben", CloseReason.SIGNED_OUT);
    }
    assertThat(end(ann)).isEqualTo(CloseReason.SIGNED_OUT);
    supervision.userLeft("ben", CloseReason.SIGNED_OUT);
    assertThat(end(ann)).isEqualTo(CloseReason.MAX_AGE);
    assertThat(end(identity("ann", "s1"))).isNull();
  }
}
