package io.tidewire.protocol;

import io.tidewire.CloseReason;
import io.tidewire.carrier.Listener;
import io.tidewire.engine.BoundedLog;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Outcome;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.UserTopic;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.JsonException;
import io.tidewire.wire.JsonReader;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client sends: assembles parts up to the limit, checks frames, and requests what they
 * ask for. The rules are asked on other threads, so that none of this blocks.
 */
final class Conversation implements Listener {

  private static final System.Logger LOG = System.getLogger(Conversation.class.getName());
  private static final int MAX_BATCH = 256;
  private static final long LEAVING_MILLIS = 5_000;

  private final WebApplication application;
  private final ClientConnection connection;
  private final Commands commands;
  private final Caller caller;
  private final Authentication authentication;
  private final Subscribing subscribing;
  private final Oversized oversized;
  private final int maxBytes;
  private final MessageParts parts = new MessageParts();
  private @Nullable String cursor;
  private boolean refused;

  /**
   * @param connection the client's, whose permissions are {@link Rights}
   */
  Conversation(
      WebApplication application,
      Commands commands,
      ClientConnection connection,
      Oversized oversized) {
    this.application = application;
    this.commands = commands;
    this.connection = connection;
    this.caller = new SocketCaller(connection);
    this.authentication = new Authentication(application);
    this.subscribing = new Subscribing(application, connection, Subscribing.Refused.ANSWERED);
    this.oversized = oversized;
    this.maxBytes = application.settings().engine().limits().message();
  }

  @Override
  public ClientConnection connection() {
    return connection;
  }

  @Override
  public void text(String part, boolean last) {
    if (!hears(last)) {
      return;
    }
    if (last && parts.areNone()) {
      message(part);
      return;
    }
    parts.add(part);
    if (isWhole(last)) {
      String whole = parts.text();
      drop();
      message(whole);
    }
  }

  @Override
  public void binary(ByteBuffer part, boolean last) {
    if (!hears(last)) {
      return;
    }
    if (last && parts.areNone() && part.remaining() <= maxBytes) {
      message(MessageParts.copy(part));
      return;
    }
    parts.add(part);
    if (isWhole(last)) {
      byte[] whole = parts.bytes();
      drop();
      message(whole);
    }
  }

  /**
   * Notes a sign of life: one that sends a message for ever in parts gives no more than one.
   *
   * @return whether what this client sends still counts
   */
  private boolean hears(boolean last) {
    if (last || parts.areNone()) {
      connection.heard();
    }
    boolean isOver = isOver();
    if (isOver) {
      drop();
    }
    return !isOver;
  }

  /** Bounds what is kept, and returns whether the message is whole. */
  private boolean isWhole(boolean last) {
    if (parts.size() > maxBytes) {
      tooLarge();
      return false;
    }
    if (!last) {
      receiving(parts.size());
    }
    return last;
  }

  private void drop() {
    if (!parts.areNone()) {
      parts.drop();
      boolean unused = connection.receiving(0);
    }
  }

  @Override
  public void receiving(int bytes) {
    if (!connection.receiving(bytes)) {
      String message = application.hub().nodeLimits().inboundText();
      end(CloseReason.OVERLOADED, new Refusal(ErrorCode.OVERLOADED, message));
    }
  }

  /** {@return whether everything that this client still sends is ignored} */
  private boolean isOver() {
    return refused || connection.isEnding();
  }

  private void message(String text) {
    boolean fits = text.length() * 3L <= maxBytes;
    if (!fits && text.getBytes(StandardCharsets.UTF_8).length > maxBytes) {
      tooLarge();
      return;
    }
    try {
      Object value = JsonReader.read(text, Commands.RAW);
      if (value instanceof List<?> batch) {
        batch(batch, text.length());
      } else {
        frame(value, text.length());
      }
    } catch (JsonException e) {
      answer(new Refusal(ErrorCode.BAD_REQUEST, "not JSON: " + e.getMessage()), null);
    }
  }

  private void message(byte[] bytes) {
    try {
      frame(BinaryMessage.read(bytes));
    } catch (Refusal refusal) {
      answer(refusal, null);
    }
  }

  private void batch(List<?> frames, int size) {
    if (frames.size() > MAX_BATCH) {
      String message = frames.size() + " frames in one array, at most " + MAX_BATCH;
      answer(new Refusal(ErrorCode.BAD_REQUEST, message), null);
    } else {
      for (Object frame : frames) {
        if (isOver()) {
          return;
        }
        frame(frame, 1 + size / frames.size());
      }
    }
  }

  /** {@inheritDoc} Finds clients that make no progress. */
  @Override
  public void closed(int code) {
    String from = cursor;
    if (code == Oversized.MESSAGE_TOO_BIG
        && !refused
        && from != null
        && oversized.refusedAt(connection.subscriber().name(), from)) {
      String user =
          connection.subscriber().user().map(name -> "user '" + name + "'").orElse("nobody");
      application
          .hub()
          .boundedLog()
          .log(
              BoundedLog.Kind.STUCK,
              LOG,
              "a WebSocket client of "
                  + user
                  + " closed twice with 1009 (message too big) at cursor "
                  + from
                  + ": enlarge its buffer, or open with ws?max=BYTES");
    }
  }

  @Override
  public void tooLarge() {
    String message = "a message exceeds " + maxBytes + " bytes";
    end(CloseReason.TOO_LARGE, new Refusal(ErrorCode.TOO_LARGE, message));
  }

  @Override
  public void broken(String what) {
    application
        .hub()
        .boundedLog()
        .log(
            BoundedLog.Kind.MALFORMED, LOG, connection + " breaks the WebSocket protocol: " + what);
    end(CloseReason.PROTOCOL);
  }

  /** Ignores what this client still sends, and ends its connection. */
  private void end(CloseReason reason) {
    refused = true;
    drop();
    connection.end(reason);
  }

  private void end(CloseReason reason, Refusal refusal) {
    refused = true;
    drop();
    connection.end(reason, commands.refused(refusal, null));
  }

  private void frame(@Nullable Object value, int size) {
    if (!(value instanceof Map<?, ?> map)) {
      answer(new Refusal(ErrorCode.BAD_REQUEST, "a frame is not a JSON object"), null);
      return;
    }
    frame(new Members(map, size));
  }

  private void frame(Members members) {
    String id = null;
    try {
      id = members.id();
      handle(members, id);
    } catch (Refusal refusal) {
      answer(refusal, id);
    } catch (RuntimeException | Error e) {
      // A fault of ours costs the client an answer, and not the connection.
      application
          .hub()
          .boundedLog()
          .log(BoundedLog.Kind.FRAME_FAILURE, LOG, "a frame of " + connection + " failed", e);
      answer(new Refusal(ErrorCode.INTERNAL, "the server failed on this frame"), id);
    }
  }

  private void handle(Members members, @Nullable String id) {
    String type = members.type();
    if (members.hasBytes() && !commands.knows(type)) {
      throw new Refusal(ErrorCode.UNKNOWN_TYPE, "binary messages of this type are not known here");
    }
    switch (type) {
      case "subscribe" -> subscribe(members, id);
      case "unsubscribe" -> subscribing.unsubscribe(members, id);
      case "pong" -> connection.heard();
      case "bye" -> leave(id);
      case "auth" -> authenticate(members, id);
      default -> {
        if (!commands.knows(type)) {
          throw new Refusal(ErrorCode.UNKNOWN_TYPE, "frames of this type are not known here");
        }
        connection.message(id, members.size(), () -> carryOut(members));
      }
    }
  }

  /** Signs the client in, and then subscribes it to its own topic if that is wanted. */
  private void authenticate(Members members, @Nullable String id) {
    String token = members.required("token");
    boolean wasNobody = connection.subscriber().name() == null;
    connection.request(id, members.size(), () -> authentication.begin(token, id, connection));
    if (wasNobody && application.settings().http().userTopic()) {
      connection.request(null, () -> CompletableFuture.completedStage(ownTopic()));
    }
  }

  private Outcome ownTopic() {
    return UserTopic.requestOf(connection.subscriber())
        .map(Outcome::subscribe)
        .orElseGet(Outcome::nothing);
  }

  private CompletionStage<Outcome> carryOut(Members members) {
    Commands.Begun begun = commands.begin(members, caller);
    return begun.handled().thenApply(handled -> Outcome.answerLater(begun.answer()));
  }

  /** Ends the connection in its turn, when what the client has asked for before is answered. */
  private void leave(@Nullable String id) {
    Control acknowledgement = new Control.Ack(id, null, null);
    Outcome outcome = Outcome.finish(acknowledgement, CloseReason.NORMAL, LEAVING_MILLIS);
    connection.request(id, () -> CompletableFuture.completedStage(outcome));
  }

  private void subscribe(Members members, @Nullable String id) {
    subscribing.subscribe(members, id);
    List<String> since = members.since();
    if (!since.isEmpty()) {
      cursor = since.get(0);
    }
  }

  private void answer(Refusal refusal, @Nullable String id) {
    connection.reply(commands.refused(refusal, id));
  }
}
