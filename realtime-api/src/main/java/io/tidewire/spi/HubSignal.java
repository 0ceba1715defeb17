package io.tidewire.spi;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.Topic;
import java.util.Optional;

/** Tells observers one thing that a hub did. */
public sealed interface HubSignal {

  /**
   * Reports that an event is in the log, or, if it is ephemeral, was passed on.
   *
   * @param topic its topic
   * @param type its type
   * @param position its place; if it is ephemeral, that of the newest event on this node
   * @param bytes the length of its payload
   */
  record Published(Topic topic, String type, Position position, int bytes) implements HubSignal {}

  /**
   * Reports that a CDI event or a message could not be published.
   *
   * @param topic its topic
   * @param reason why
   */
  record PublishFailed(Topic topic, String reason) implements HubSignal {}

  /**
   * Reports how many events were passed to the transports since the last such signal.
   *
   * @param events how many deliveries, one for each event and connection
   */
  record Delivered(long events) implements HubSignal {}

  /**
   * Reports that a connection's outbox was full. Kept events are read again from the window;
   * ephemeral ones are lost.
   *
   * @param connection the connection
   * @param events how many events were put back or lost
   */
  record Dropped(String connection, int events) implements HubSignal {}

  /**
   * Reports that a client was told that events may be missing.
   *
   * @param connection the connection
   * @param topic the subscription as it was written
   * @param from the cursor that was asked for
   * @param to the cursor from which all that is kept follows
   */
  record Gap(String connection, String topic, Position from, Position to) implements HubSignal {}

  /**
   * Reports that a connection was opened.
   *
   * @param connection the connection
   * @param transport {@code sse}, {@code websocket} or {@code poll}
   * @param user the user's name, or empty if anonymous
   */
  record Opened(String connection, String transport, Optional<String> user) implements HubSignal {}

  /**
   * Reports that a connection ended.
   *
   * @param connection the connection
   * @param reason why
   */
  record Closed(String connection, CloseReason reason) implements HubSignal {}

  /**
   * Reports that a socket that outlives its connection has begun to close, or has ended.
   *
   * @param sockets how many are closing now: closed by the server, and held open by clients that
   *     take no bytes or do not answer yet
   */
  record Closing(int sockets) implements HubSignal {}

  /**
   * Reports that a request was refused.
   *
   * @param code the code of the refusal, as on the wire
   * @param reason what was wrong
   */
  record Refused(String code, String reason) implements HubSignal {}

  /**
   * Reports that signals were dropped because an observer is too slow, or because memory was short.
   *
   * @param signals how many
   */
  record SignalsLost(long signals) implements HubSignal {}
}
