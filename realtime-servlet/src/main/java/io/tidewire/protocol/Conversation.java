package io.tidewire.protocol;

import io.tidewire.CloseReason;
import io.tidewire.TopicPattern;
import io.tidewire.carrier.Oversized;
import io.tidewire.carrier.Sessions;
import io.tidewire.engine.BoundedLog;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.SubscribeQuery;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.JsonException;
import io.tidewire.wire.JsonReader;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a client sends: assembles parts up to the limit, checks frames, asks the rules and
 * enqueues tasks for the loop. Runs on the container's threads, one call at a time for each
 * session.
 */
public final class Conversation {

  private static final System.Logger LOG = System.getLogger(Conversation.class.getName());
  private static final int MAX_BATCH = 256;
  private static final int MAX_ID = 64;

  private final WebApplication application;
  private final ClientConnection connection;
  private final Rights rights;
  private final Oversized oversized;
  private final int maxBytes;
  private @Nullable StringBuilder parts;
  private @Nullable String cursor;
  private boolean refused;

  /**
   * Creates the reader of a connection that has received nothing yet.
   *
   * @param application the application, whose limits and rules apply
   * @param connection the sender's connection
   * @param rights what the sender may subscribe to
   * @param sessions the application's WebSockets
   */
  public Conversation(
      WebApplication application, ClientConnection connection, Rights rights, Sessions sessions) {
    this.application = application;
    this.connection = connection;
    this.rights = rights;
    this.oversized = sessions.oversized();
    this.maxBytes = application.settings().engine().limits().message();
  }

  /**
   * Reads a text message, or a part of one.
   *
   * @param part the text
   * @param last whether no other part of the message follows
   */
  public void text(String part, boolean last) {
    connection.heard();
    if (isOver()) {
      parts = null;
      return;
    }
    if (last && parts == null) {
      message(part);
      return;
    }
    parts = (parts == null ? new StringBuilder() : parts).append(part);
    if (parts.length() > maxBytes) {
      tooLarge();
    } else if (last) {
      String whole = parts.toString();
      parts = null;
      message(whole);
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
      Object value = JsonReader.read(text);
      if (value instanceof List<?> batch) {
        batch(batch);
      } else {
        frame(value);
      }
    } catch (JsonException e) {
      answer(new Refusal(ErrorCode.BAD_REQUEST, "not JSON: " + e.getMessage()), null);
    }
  }

  private void batch(List<?> frames) {
    if (frames.size() > MAX_BATCH) {
      String message = frames.size() + " frames in one array, at most " + MAX_BATCH;
      answer(new Refusal(ErrorCode.BAD_REQUEST, message), null);
    } else {
      for (Object frame : frames) {
        if (isOver()) {
          return;
        }
        frame(frame);
      }
    }
  }

  /** Refuses a binary message. */
  public void binary() {
    connection.heard();
    if (!isOver()) {
      answer(new Refusal(ErrorCode.BAD_REQUEST, "binary frames are not accepted"), null);
      end(CloseReason.PROTOCOL);
    }
  }

  /**
   * Ends the connection of a client that has closed it.
   *
   * @param code the client's close code
   */
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

  /** Ends the connection of a client whose message is longer than the limit. */
  public void tooLarge() {
    String message = "a message exceeds " + maxBytes + " bytes";
    answer(new Refusal(ErrorCode.TOO_LARGE, message), null);
    end(CloseReason.TOO_LARGE);
  }

  /**
   * Ends the connection of a client that breaks the WebSocket protocol.
   *
   * @param what what the client sent
   */
  public void broken(String what) {
    application
        .hub()
        .boundedLog()
        .log(
            BoundedLog.Kind.MALFORMED, LOG, connection + " breaks the WebSocket protocol: " + what);
    end(CloseReason.PROTOCOL);
  }

  /**
   * Ignores what this client still sends, and ends its connection.
   *
   * @param reason why
   */
  public void end(CloseReason reason) {
    refused = true;
    parts = null;
    connection.end(reason);
  }

  private void frame(@Nullable Object value) {
    if (!(value instanceof Map<?, ?> members)) {
      answer(new Refusal(ErrorCode.BAD_REQUEST, "a frame is not a JSON object"), null);
      return;
    }
    String id = null;
    try {
      id = idOf(members);
      handle(members, id);
    } catch (Refusal refusal) {
      answer(refusal, id);
    } catch (RuntimeException | Error e) {
      application
          .hub()
          .boundedLog()
          .log(BoundedLog.Kind.FRAME_FAILURE, LOG, "a frame of " + connection + " failed", e);
      answer(new Refusal(ErrorCode.INTERNAL, "the server failed on this frame"), id);
    }
  }

  /** Returns the request's id; it is bounded, since each part of the answer repeats it. */
  private static @Nullable String idOf(Map<?, ?> members) {
    String id = optional(members, "id");
    if (id != null && id.length() > MAX_ID) {
      throw bad("'id' has " + id.length() + " characters, at most " + MAX_ID);
    }
    return id;
  }

  private void handle(Map<?, ?> members, @Nullable String id) {
    String type = optional(members, "type");
    if (type == null) {
      throw bad("'type' is missing");
    }
    switch (type) {
      case "subscribe" -> subscribe(members, id);
      case "unsubscribe" -> unsubscribe(members, id);
      case "pong" -> connection.heard();
      default ->
          throw new Refusal(ErrorCode.UNKNOWN_TYPE, "frames of this type are not known here");
    }
  }

  private void subscribe(Map<?, ?> members, @Nullable String id) {
    List<String> since = strings(members, "since");
    SubscribeRequest request =
        new SubscribeQuery(application.settings().engine().limits().subscriptions())
            .read(topics(members), since, rewind(members), id);
    if (!since.isEmpty()) {
      cursor = since.get(0);
    }
    request.wishes().forEach(wish -> rights.checkSubscribe(wish.pattern()));
    connection.subscribe(request);
  }

  private static List<String> topics(Map<?, ?> members) {
    if (members.containsKey("topic") == members.containsKey("topics")) {
      throw bad("give either 'topic' or 'topics'");
    }
    return strings(members, members.containsKey("topic") ? "topic" : "topics");
  }

  private void unsubscribe(Map<?, ?> members, @Nullable String id) {
    String topic = optional(members, "topic");
    if (topic == null) {
      throw bad("'topic' is missing");
    }
    TopicPattern pattern;
    try {
      pattern = TopicPattern.of(topic);
    } catch (IllegalArgumentException e) {
      throw bad(String.valueOf(e.getMessage()));
    }
    connection.unsubscribe(pattern, new Control.Unsubscribed(id, topic));
  }

  private static @Nullable String rewind(Map<?, ?> members) {
    Object value = members.get("rewind");
    if (value == null || value instanceof BigDecimal) {
      return value == null ? null : value.toString();
    }
    throw bad("'rewind' is not a number");
  }

  /** {@return a member that is a string or a list of strings; an empty list if it is missing} */
  private static List<String> strings(Map<?, ?> members, String name) {
    Object value = members.get(name);
    if (value == null) {
      return List.of();
    }
    List<String> strings = new ArrayList<>();
    for (Object element : value instanceof List<?> list ? list : List.of(value)) {
      if (!(element instanceof String string)) {
        throw bad("'" + name + "' is not a string or a list of strings");
      }
      strings.add(string);
    }
    return strings;
  }

  private static @Nullable String optional(Map<?, ?> members, String name) {
    Object value = members.get(name);
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw bad("'" + name + "' is not a string");
  }

  private static Refusal bad(String message) {
    return new Refusal(ErrorCode.BAD_REQUEST, message);
  }

  private void answer(Refusal refusal, @Nullable String id) {
    connection.reply(new Control.Error(refusal.code(), refusal.reason(), id));
  }
}
