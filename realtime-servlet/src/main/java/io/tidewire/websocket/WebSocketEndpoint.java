package io.tidewire.websocket;

import io.tidewire.OverloadedException;
import io.tidewire.carrier.Listener;
import io.tidewire.carrier.Opening;
import io.tidewire.carrier.Sessions;
import io.tidewire.carrier.SocketProtocol;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.LimitException;
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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Carries one WebSocket, by a session of its own. */
public final class WebSocketEndpoint extends Endpoint {

  private static final System.Logger LOG = System.getLogger(WebSocketEndpoint.class.getName());

  /** How long Tomcat waits for a client to answer a close: a Long, in milliseconds. */
  private static final String TOMCAT_CLOSE_TIMEOUT =
      "org.apache.tomcat.websocket.SESSION_CLOSE_TIMEOUT";

  /** How long Tomcat's close waits for a socket that takes no bytes; 20 s by default. */
  private static final String TOMCAT_SEND_TIMEOUT =
      "org.apache.tomcat.websocket.BLOCKING_SEND_TIMEOUT";

  /**
   * How long a close frame may take if the client has not taken the message before it: its window
   * is full, and others wait for the thread. A client that takes all has as long as for its answer,
   * since the thread alone may be held up for longer than this.
   */
  private static final Duration STALLED_CLOSE = Duration.ofMillis(100);

  private final WebApplication application;
  private final SocketProtocol protocol;
  private final Sessions sessions;
  private final Openings openings;
  private @Nullable JakartaSocket socket;
  private @Nullable Listener listener;

  WebSocketEndpoint(
      WebApplication application, SocketProtocol protocol, Sessions sessions, Openings openings) {
    this.application = application;
    this.protocol = protocol;
    this.sessions = sessions;
    this.openings = openings;
  }

  /**
   * Adds the endpoint to a container.
   *
   * @param container the {@link ServerContainer} of the web application
   * @param path the endpoint's path
   * @param protocol what is spoken over it
   * @param application the application
   * @param sessions the application's sessions, to which new ones are added
   * @throws IllegalStateException if the container refuses the endpoint
   */
  public static void add(
      Object container,
      String path,
      SocketProtocol protocol,
      WebApplication application,
      Sessions sessions) {
    try {
      ((ServerContainer) container)
          .addEndpoint(
              ServerEndpointConfig.Builder.create(WebSocketEndpoint.class, path)
                  .subprotocols(List.of(SocketProtocol.NAME))
                  .configurator(new UpgradeConfigurator(application, protocol, sessions))
                  .build());
    } catch (DeploymentException e) {
      throw new IllegalStateException("the container refuses a WebSocket endpoint at " + path, e);
    }
  }

  @Override
  public void onOpen(Session session, EndpointConfig config) {
    sessions.opened(session.getId());
    // Heartbeats and the pong deadline replace it: one container ends idle sessions after 30 s.
    session.setMaxIdleTimeout(0);
    Opening admitted = openings.take(config.getUserProperties(), session.getRequestParameterMap());
    if (admitted == null) {
      throw new IllegalStateException(
          "the container opened a session whose handshake is not known");
    }
    Refusal refusal = admitted.refusal();
    if (refusal != null) {
      reject(session, admitted, refusal);
      return;
    }
    try {
      open(session, admitted);
    } catch (OverloadedException e) {
      reject(session, admitted, Refusal.of(e));
    } catch (LimitException e) {
      reject(session, admitted, Refusal.of(e));
    }
  }

  private void open(Session session, Opening opening) {
    Duration pingDeadline = application.settings().engine().liveness().pongTimeout();
    Listener client =
        protocol.open(
            opening,
            connection -> {
              JakartaSocket own =
                  new JakartaSocket(
                      session,
                      connection,
                      sessions,
                      pingDeadline,
                      application.hub()::closingSocket);
              socket = own;
              return own;
            });
    listener = client;
    session.addMessageHandler(String.class, (MessageHandler.Partial<String>) client::text);
    session.addMessageHandler(
        ByteBuffer.class, (MessageHandler.Partial<ByteBuffer>) client::binary);
    session.addMessageHandler(PongMessage.class, pong -> client.connection().heard());
  }

  /** Rejects a client without blocking: it may take no bytes, and others wait to be closed. */
  private void reject(Session session, Opening opening, Refusal refusal) {
    String id = session.getId();
    Runnable stalled = () -> close(session, refusal.closeReason(), sessions, true);
    sessions.closeAfter(ClientConnection.PATIENCE, id, stalled);
    Runnable close = () -> close(session, refusal.closeReason(), sessions, false);
    Queue<Object> messages = new ConcurrentLinkedQueue<>();
    protocol.reject(opening, refusal).forEach(messages::add, messages::add);
    say(session, messages, () -> sessions.close(id, close));
  }

  /** Sends messages one after the other, each when the one before it has been taken. */
  private static void say(Session session, Queue<Object> messages, Runnable next) {
    Object message = messages.poll();
    if (message == null) {
      next.run();
      return;
    }
    try {
      JakartaSocket.send(session, message, result -> say(session, messages, next));
    } catch (RuntimeException e) {
      // Containers throw exceptions of their own if the session has ended meanwhile.
      LOG.log(System.Logger.Level.DEBUG, "a rejected client is gone", e);
      say(session, messages, next);
    }
  }

  /**
   * Closes a session, which waits for an answer until the close timeout at most. May block.
   *
   * @param isStalled whether the client has not taken the message before it
   */
  static void close(
      Session session, io.tidewire.CloseReason reason, Sessions sessions, boolean isStalled) {
    try {
      if (session.isOpen()) {
        Duration timeout = sessions.closeTimeout();
        // Without it, some containers wait forever for a peer to answer the close.
        session.getUserProperties().put(TOMCAT_CLOSE_TIMEOUT, timeout.toMillis());
        session
            .getUserProperties()
            .put(TOMCAT_SEND_TIMEOUT, (isStalled ? STALLED_CLOSE : timeout).toMillis());
        session.setMaxIdleTimeout(timeout.toMillis());
        Callable<?> force = ForcedClose.of(session);
        if (force != null) {
          boolean unused = sessions.later(timeout, force);
        }
        session.close(closeReason(reason));
      }
    } catch (IOException | RuntimeException e) {
      // Containers throw exceptions of their own if the session has ended meanwhile.
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
    if (listener != null) {
      listener.closed(reason.getCloseCode().getCode());
    }
    if (socket != null) {
      socket.closed();
    }
  }

  /** Ends the session, which not all containers do after an error. */
  @Override
  public void onError(Session session, Throwable failure) {
    LOG.log(System.Logger.Level.DEBUG, "a WebSocket session failed", failure);
    if (socket != null) {
      socket.ended(io.tidewire.CloseReason.DISCONNECTED);
    }
  }
}
