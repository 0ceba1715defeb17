package io.tidewire.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Identity;
import io.tidewire.engine.Permissions;
import io.tidewire.engine.Transport;
import io.tidewire.servlet.Parts;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.web.Callers;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import io.tidewire.window.ManualTicker;
import io.tidewire.wire.Control;
import java.util.List;
import java.util.Set;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When the end of a session ends connections, and when it does not. */
class SessionWatchTest {

  private final StillHub hub = new StillHub();
  private final ManualTicker ticker = new ManualTicker();
  private final WebApplication application =
      WebApplication.attach(
          Settings.read(List.of()),
          hub.hub(),
          Parts.denyAll(),
          new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
          hub.executor(2));
  private final SessionWatch watch = SessionWatch.over(application, ticker);

  /** Takes everything. */
  private static final class Sink implements Transport {

    @Override
    public String name() {
      return "sink";
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(Batch batch, Position cursor) {}

    @Override
    public void close(Control.Bye bye, @Nullable Position cursor) {}
  }

  private void connect(String user, String session) {
    Identity identity =
        new Identity(Subscriber.named(user), null, session, user, 0, hub.hub().directory().stamp());
    hub.open(Permissions.unquestioned(identity), self -> new Sink());
    Awaitility.await().until(() -> watch.knows(session));
  }

  private void awaitClosed(CloseReason... reasons) {
    Awaitility.await().untilAsserted(() -> assertThat(hub.closed()).containsExactly(reasons));
  }

  @AfterEach
  void close() {
    hub.close();
  }

  @Test
  void theEndOfASessionCountsAMomentLater() {
    connect("ann", "s1");
    watch.ended("s1");
    ticker.advance(SessionWatch.DELAY_MILLIS - 1);
    watch.sweep();
    assertThat(hub.hub().directory().stamp()).isZero();
    ticker.advance(1);
    watch.sweep();
    awaitClosed(CloseReason.SIGNED_OUT);
    assertThat(watch.knows("s1")).isFalse();
  }

  @Test
  void whatEndsAsTheApplicationStopsEndsNobody() {
    connect("ann", "s1");
    watch.ended("s1");
    application.close();
    ticker.advance(SessionWatch.DELAY_MILLIS);
    watch.sweep();
    assertThat(hub.hub().directory().stamp()).as("no sign-out").isZero();
  }

  @Test
  void aRenamedSessionEndsByItsNewId() {
    connect("ann", "s1");
    watch.renamed("s1", "s2");
    assertThat(watch.knows("s1")).isFalse();
    watch.ended("s1");
    watch.ended("s2");
    ticker.advance(SessionWatch.DELAY_MILLIS);
    watch.sweep();
    awaitClosed(CloseReason.SIGNED_OUT);
  }

  @Test
  void onlyAnotherUserEndsTheOneBefore() {
    connect("ann", "s1");
    watch.signedIn("s1", "ann");
    assertThat(hub.hub().directory().stamp()).isZero();
    watch.signedIn("s1", "ben");
    awaitClosed(CloseReason.OTHER_USER);
  }

  @Test
  void aSessionThatOnlyPushUsesIsIdleAfterItsTimeout() {
    watch.pushed("s1", 10_000);
    connect("ann", "s1");
    ticker.advance(9_000);
    watch.pushed("s1", 10_000);
    watch.sweep();
    watch.used("s1");
    ticker.advance(9_000);
    watch.pushed("s1", 10_000);
    watch.sweep();
    assertThat(hub.closed()).isEmpty();
    watch.renamed("s1", "s2");
    ticker.advance(1_001);
    watch.sweep();
    awaitClosed(CloseReason.SIGNED_OUT);
  }

  @Test
  void whereIdleSessionsGoOnNothingIsNoted() {
    connect("ann", "s1");
    watch.used("s1");
    ticker.advance(1_000_000);
    watch.sweep();
    assertThat(hub.hub().directory().stamp()).isZero();
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
