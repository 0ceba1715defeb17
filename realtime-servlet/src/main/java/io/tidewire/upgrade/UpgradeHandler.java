package io.tidewire.upgrade;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.carrier.Listener;
import io.tidewire.carrier.Opening;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.LimitException;
import io.tidewire.web.Refusal;
import io.tidewire.wire.WebSocketWriter;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpUpgradeHandler;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Opens one WebSocket of an upgraded request, and notices when it is gone. */
public final class UpgradeHandler implements HttpUpgradeHandler {

  private static final System.Logger LOG = System.getLogger(UpgradeHandler.class.getName());

  private @Nullable Upgrades upgrades;
  private @Nullable Opening admitted;
  private @Nullable UpgradedSocket socket;
  private volatile @Nullable UpgradedOutput output;

  /** Called by the container. */
  public UpgradeHandler() {}

  void admit(Upgrades shared, Opening opening) {
    upgrades = shared;
    admitted = opening;
  }

  @Override
  public void init(WebConnection web) {
    Upgrades shared = Objects.requireNonNull(upgrades, "not admitted");
    Opening opening = Objects.requireNonNull(admitted, "not admitted");
    try {
      UpgradedOutput own = new UpgradedOutput(web, shared.sessions());
      output = own;
      int maxBytes = shared.application().settings().engine().limits().message();
      FrameReader frames = new FrameReader(maxBytes, open(shared, opening, own));
      ServletInputStream in = web.getInputStream();
      in.setReadListener(new ClientInput(in, frames, own));
    } catch (IOException e) {
      LOG.log(System.Logger.Level.DEBUG, "a client was gone before its WebSocket was open", e);
      leave();
    }
  }

  /** Begins to write, and returns what receives the client's frames. */
  private FrameReader.Receiver open(Upgrades shared, Opening opening, UpgradedOutput output) {
    Refusal refusal = opening.refusal();
    if (refusal != null) {
      return reject(shared, opening, output, refusal);
    }
    Listener listener;
    try {
      listener = shared.protocol().open(opening, connection -> socket(shared, connection, output));
    } catch (OverloadedException e) {
      return reject(shared, opening, output, Refusal.of(e));
    } catch (LimitException e) {
      return reject(shared, opening, output, Refusal.of(e));
    }
    output.start(listener.connection());
    return new ClientFrames(listener, Objects.requireNonNull(socket), output);
  }

  private UpgradedSocket socket(
      Upgrades shared, ClientConnection connection, UpgradedOutput output) {
    UpgradedSocket own =
        new UpgradedSocket(output, connection, shared.application().hub()::closingSocket);
    socket = own;
    return own;
  }

  private static FrameReader.Receiver reject(
      Upgrades shared, Opening opening, UpgradedOutput output, Refusal refusal) {
    CloseReason reason = refusal.closeReason();
    output.refuse(
        new WebSocketWriter()
            .frames(shared.protocol().reject(opening, refusal).bytes())
            .close(reason.webSocketCode(), reason.code())
            .bytes(),
        shared.application().hub().closingSocket(opening.identity()));
    return new UnheardFrames(output);
  }

  private void leave() {
    UpgradedOutput own = output;
    if (own != null) {
      own.gone();
    }
  }

  @Override
  public void destroy() {
    UpgradedOutput own = output;
    if (own != null) {
      own.takenAway();
    }
  }
}
