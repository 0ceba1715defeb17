package io.tidewire.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the end of a session ends connections, and when it does not. */
class SessionWatchTest {

  private final WatchedApplication watched = new WatchedApplication();
  private final SessionWatch watch = watched.watch;

  @AfterEach
  void close() {
    watched.close();
  }

  @Test
  void theEndOfASessionCountsAMomentLater() {
    watched.connect("ann", "s1");
    watch.ended("s1");
    watched.ticker.advance(SessionWatch.DELAY_MILLIS - 1);
    watch.sweep();
    assertThat(watched.hub.hub().directory().stamp()).isZero();
    watched.ticker.advance(1);
    watch.sweep();
    watched.awaitClosed(CloseReason.SIGNED_OUT);
    assertThat(watch.knows("s1")).isFalse();
  }

  @Test
  void whatEndsAsTheApplicationStopsEndsNobody() {
    watched.connect("ann", "s1");
    watch.ended("s1");
    watched.application.close();
    watched.ticker.advance(SessionWatch.DELAY_MILLIS);
    watch.sweep();
    assertThat(watched.hub.hub().directory().stamp()).as("no sign-out").isZero();
  }

  @Test
  void aRenamedSessionEndsByItsNewId() {
    watched.connect("ann", "s1");
    watch.renamed("s1", "s2");
    assertThat(watch.knows("s1")).isFalse();
    watch.ended("s1");
    watch.ended("s2");
    watched.ticker.advance(SessionWatch.DELAY_MILLIS);
    watch.sweep();
    watched.awaitClosed(CloseReason.SIGNED_OUT);
  }

  @Test
  void onlyAnotherUserEndsTheOneBefore() {
    watched.connect("ann", "s1");
    watch.signedIn("s1", "ann");
    assertThat(watched.hub.hub().directory().stamp()).isZero();
    watch.signedIn("s1", "ben");
    watched.awaitClosed(CloseReason.OTHER_USER);
  }

  @Test
  void aSessionThatOnlyPushUsesIsIdleAfterItsTimeout() {
    watch.pushed("s1", 10_000);
    watched.connect("ann", "s1");
    watched.ticker.advance(9_000);
    watch.pushed("s1", 10_000);
    watch.sweep();
    watch.used("s1");
    watched.ticker.advance(9_000);
    watch.pushed("s1", 10_000);
    watch.sweep();
    assertThat(watched.hub.closed()).isEmpty();
    watch.renamed("s1", "s2");
    watched.ticker.advance(1_001);
    watch.sweep();
    watched.awaitClosed(CloseReason.SIGNED_OUT);
  }

  @Test
  void aRequestThatNamesTheNodeBesideTheSessionUsesIt() {
    watch.pushed("s1", 10_000);
    watched.connect("ann", "s1");
    watched.ticker.advance(9_000);
    watch.used("s1.node0");
    watched.ticker.advance(9_000);
    watch.sweep();
    assertThat(watched.hub.hub().directory().stamp()).as("no sign-out").isZero();
    watched.ticker.advance(1_001);
    watch.sweep();
    watched.awaitClosed(CloseReason.SIGNED_OUT);
  }

  @Test
  void whereIdleSessionsGoOnNothingIsNoted() {
    watched.connect("ann", "s1");
    watch.used("s1");
    watched.ticker.advance(1_000_000);
    watch.sweep();
    assertThat(watched.hub.hub().directory().stamp()).isZero();
  }

  @Test
  void requestsForPushAreToldByTheirPath() {
    assertThat(watch.isPush("/shop", "/shop/realtime/poll")).isTrue();
    assertThat(watch.isPush("", "/realtime/sse")).isTrue();
    assertThat(watch.isPush("/shop", "/shop/realtime")).isFalse();
    assertThat(watch.isPush("/shop", "/shop/realtimes/x")).isFalse();
    assertThat(watch.isPush("/realtime", "/realtime/orders")).isFalse();
  }
}
