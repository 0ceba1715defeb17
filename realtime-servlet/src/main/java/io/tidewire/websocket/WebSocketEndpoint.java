package io.tidewire.websocket;

import io.tidewire.OverloadedException;
import io.tidewire.engine.Connection;
import io.tidewire.web.Refusal;
import io.tidewire.web.WebApplication;
import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** {@code ws}: one instance for each session. */
public final class WebSocketEndpoint extends Endpoint {

  private static final System.Logger LOG = System.getLogger(WebSocketEndpoint.class.getName());
  private static final Duration REFUSAL_DEADLINE = Duration.ofSeconds(30);

  private final WebApplication application;
  private final Sessions sessions;
  private final Admissions admissions;
  private @Nullable WebSocketTransport transport;
  private @Nullable Inbound inbound;

  WebSocketEndpoint(WebApplication application, Sessions sessions, Admissions admissions) {
    this.application = application;
    this.sessions = sessions;
    this.admissions = admissions;
  }

  /**
   * Adds the endpoint to a container.
   *
   * @param container the {@link ServerContainer} of the web application
   * @param application the application
   * @param sessions the application's sessions, which the new ones join
   * @throws IllegalStateException if the container refuses the endpoint
   */
  public static void add(Object container, WebApplication application, Sessions sessions) {
    String path = application.settings().http().path() + "/ws";
    try {
      ((ServerContainer) container)
          .addEndpoint(
              ServerEndpointConfig.Builder.create(WebSocketEndpoint.class, path)
                  .configurator(new UpgradeConfigurator(application, sessions))
                  .build());
    } catch (DeploymentException e) {
      throw new IllegalStateException("the container refuses a WebSocket endpoint at " + path, e);
    }
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    sessions.opened(session.getId());
    // We look after silence ourselves, and one container ends idle sessions after 30 seconds.
    session.setMaxIdleTimeout(0);
    Admission admitted =
        admissions.take(config.getUserProperties(), session.getRequestParameterMap());
    if (admitted == null) {
      throw new IllegalStateException(
          "the container opened a session whose handshake is not known");
    }
    Refusal refusal = admitted.refusal();
    if (refusal != null) {
      reject(session, Rejection.forbidden(refusal));
      return;
    }
    try {
      open(session, admitted);
    } catch (OverloadedException e) {
      reject(session, Rejection.overloaded(e));
    }
  }

  private void open(Session session, Admission admission) {
    Duration pingDeadline = application.settings().engine().liveness().pongTimeout();
    Connection connection =
        application
            .attachment()
            .open(
                new Connection.ConnectOptions(
                    admission.subscriber(),
                    true,
                    true,
                    Long.MAX_VALUE,
                    self -> {
                      transport =
                          new WebSocketTransport(
                              session, self, sessions, pingDeadline, admission.limit());
                      return transport;
                    }));
    Inbound messages = new Inbound(application, connection, sessions);
    inbound = messages;
    session.addMessageHandler(String.class, (MessageHandler.Partial<String>) messages::text);
    session.addMessageHandler(
        ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) (part, last) -> messages.binary());
    session.addMessageHandler(PongMessage.class, pong -> connection.heard());
  }

  private void reject(Session session, Rejection rejection) {
    boolean queued =
        sessions
            .calls()
            .submit(
                () -> {
                  session.getBasicRemote().sendText(rejection.error());
                  session.getBasicRemote().sendText(rejection.bye());
                  close(session, rejection.reason());
                },
                REFUSAL_DEADLINE);
    if (!queued) {
      close(session, rejection.reason());
    }
  }

  /** May block. */
  static void close(Session session, io.tidewire.CloseReason reason) {
    try {
      if (session.isOpen()) {
        // Some containers wait without end for a peer to answer the close.
        session.setMaxIdleTimeout(Sessions.CLOSE_DEADLINE.toMillis());
        session.close(closeReason(reason));
      }
    } catch (IOException | IllegalStateException e) {
      LOG.log(System.Logger.Level.DEBUG, "a client is gone, or was first to close", e);
    }
  }

  private static CloseReason closeReason(io.tidewire.CloseReason reason) {
    return new CloseReason(
        CloseReason.CloseCodes.getCloseCode(reason.webSocketCode()), reason.code());
  }

  @Override
  public void onClose(Session session, CloseReason reason) {
    sessions.closed(session.getId());
    if (inbound != null) {
      inbound.closed(reason.getCloseCode().getCode());
    }
    if (transport != null) {
      transport.ended(io.tidewire.CloseReason.NORMAL);
    }
  }

  /** Not all errors end a session; this one does. */
  @Override
  public void onError(Session session, Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a WebSocket session failed", failure);
    if (transport != null) {
      transport.ended(io.tidewire.CloseReason.DISCONNECTED);
    }
  }
}
