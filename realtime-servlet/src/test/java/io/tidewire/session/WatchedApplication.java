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

/** An application whose sessions are watched, with a clock that is moved by hand. */
final class WatchedApplication implements AutoCloseable {

  final StillHub hub = new StillHub();
  final ManualTicker ticker = new ManualTicker();
  final WebApplication application =
      WebApplication.attach(
          Settings.read(List.of()),
          hub.hub(),
          Parts.denyAll(),
          new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
          hub.executor(2));
  final SessionWatch watch = SessionWatch.over(application, ticker);

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

  /** Opens a connection of a user who came from a session. */
  void connect(String user, String session) {
    Identity identity =
        new Identity(Subscriber.named(user), null, session, user, 0, hub.hub().directory().stamp());
    hub.open(Permissions.unquestioned(identity), self -> new Sink());
    Awaitility.await().until(() -> watch.knows(session));
  }

  void awaitClosed(CloseReason... reasons) {
    Awaitility.await().untilAsserted(() -> assertThat(hub.closed()).containsExactly(reasons));
  }

  @Override
  public void close() {
    hub.close();
  }
}
