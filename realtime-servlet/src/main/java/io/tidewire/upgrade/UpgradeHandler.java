package io.tidewire.upgrade;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.carrier.Opening;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.HubEngine;
import io.tidewire.protocol.Conversation;
import io.tidewire.protocol.Rejection;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
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
  private @Nullable UpgradedSocket transport;
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

  /** Begins to write, and returns the listener to the client's frames. */
  private FrameReader.Listener open(Upgrades shared, Opening opening, UpgradedOutput output) {
    Refusal refusal = opening.refusal();
    if (refusal != null) {
      return reject(shared, opening, output, Rejection.of(refusal));
    }
    Rights rights = Objects.requireNonNull(opening.rights(), "rights");
    ClientConnection connection;
    try {
      connection = connect(shared, opening, rights, output);
    } catch (OverloadedException e) {
      return reject(shared, opening, output, Rejection.overloaded(e));
    }
    output.start(connection);
    Conversation inbound =
        new Conversation(shared.application(), connection, rights, shared.sessions());
    return new ClientFrames(connection, inbound, Objects.requireNonNull(transport), output);
  }

  private static FrameReader.Listener reject(
      Upgrades shared, Opening opening, UpgradedOutput output, Rejection rejection) {
    CloseReason reason = rejection.reason();
    output.refuse(
        new WebSocketWriter()
            .text(rejection.error())
            .text(rejection.bye())
            .close(reason.webSocketCode(), reason.code())
            .bytes(),
        shared.application().hub().closingSocket(opening.subscriber()));
    return new UnheardFrames(output);
  }

  private ClientConnection connect(
      Upgrades shared, Opening opening, Rights rights, UpgradedOutput output) {
    HubEngine hub = shared.application().hub();
    return shared
        .application()
        .attachment()
        .open(
            rights.subscriber(),
            self -> {
              transport = new UpgradedSocket(output, self, opening.limit(), hub::closingSocket);
              return transport;
            });
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
