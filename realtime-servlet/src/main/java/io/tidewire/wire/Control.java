package io.tidewire.wire;

import io.tidewire.CloseReason;
import io.tidewire.Payload;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/** Tells a client something of the protocol's own, rather than an event. */
public sealed interface Control extends Frame {

  /** About how many bytes the members' names, numbers and an event stream's lines take. */
  int FIXED = 128;

  /** {@return the frame as a JSON object; an empty text if it shows in event streams only} */
  String json();

  /** {@return exactly how many bytes {@link #json()} takes in UTF-8} */
  default int jsonBytes() {
    return Utf8.length(json());
  }

  @Override
  default int weight() {
    return weight(0);
  }

  /** Estimates how many bytes a frame with texts of some bytes takes in its larger wire form. */
  private static int weight(int texts) {
    return FIXED + texts;
  }

  /** {@return the id of the request that this answers; null if there is none or it has no id} */
  default @Nullable String id() {
    return null;
  }

  /**
   * Greets the client.
   *
   * @param connection the connection's id
   * @param user the user, or null if anonymous
   * @param tokenExpires when the right to be connected ends, or null if it does not by itself
   * @param heartbeat after how many milliseconds at most the client is sent something
   * @param limits the client's limits, as a JSON object
   */
  record Welcome(
      String connection,
      @Nullable String user,
      @Nullable Instant tokenExpires,
      long heartbeat,
      String limits)
      implements Control {

    @Override
    public String json() {
      return new JsonWriter()
          .text("type", "welcome")
          .text("connection", connection)
          .text("user", user)
          .text("tokenExpires", tokenExpires == null ? null : tokenExpires.toString())
          .number("heartbeat", heartbeat)
          .raw("limits", limits)
          .end();
    }

    @Override
    public int weight() {
      return Control.weight(
          JsonWriter.quotedBytes(connection) + JsonWriter.quotedBytes(user) + limits.length());
    }
  }

  /**
   * Confirms a subscription.
   *
   * @param id the client's own id for its request, or null
   * @param topic the topic or pattern as it was written
   * @param cursor the place where the subscription starts
   * @param recovered whether a cursor was given and nothing after it is missing
   */
  record Subscribed(@Nullable String id, String topic, String cursor, boolean recovered)
      implements Control {

    @Override
    public String json() {
      return new JsonWriter()
          .text("type", "subscribed")
          .text("id", id)
          .text("topic", topic)
          .text("cursor", cursor)
          .bool("recovered", recovered)
          .end();
    }

    @Override
    public int weight() {
      return Control.weight(
          JsonWriter.quotedBytes(id)
              + JsonWriter.quotedBytes(topic)
              + JsonWriter.quotedBytes(cursor));
    }
  }

  /**
   * Confirms the end of a subscription.
   *
   * @param id the client's own id for its request, or null
   * @param topic the topic or pattern as it was written
   */
  record Unsubscribed(@Nullable String id, String topic) implements Control {

    @Override
    public String json() {
      return new JsonWriter()
          .text("type", "unsubscribed")
          .text("id", id)
          .text("topic", topic)
          .end();
    }

    @Override
    public int weight() {
      return Control.weight(JsonWriter.quotedBytes(id) + JsonWriter.quotedBytes(topic));
    }
  }

  /**
   * Tells that events may be missing.
   *
   * @param topic the subscription as it was written
   * @param from the cursor that was asked for
   * @param to the cursor to store now
   */
  record Gap(String topic, String from, String to) implements Control {

    @Override
    public String json() {
      return members(new JsonWriter().text("type", "gap")).end();
    }

    JsonWriter members(JsonWriter json) {
      return json.text("topic", topic).text("from", from).text("to", to);
    }

    @Override
    public int weight() {
      return Control.weight(
          JsonWriter.quotedBytes(topic)
              + JsonWriter.quotedBytes(from)
              + JsonWriter.quotedBytes(to));
    }
  }

  /**
   * Tells the place where a stream starts, or has caught up, by an {@code id:} without data.
   *
   * @param cursor the place
   * @param isCaughtUp whether everything that was kept has been read, so that what comes next is
   *     new
   */
  record Start(String cursor, boolean isCaughtUp) implements Control {

    @Override
    public String json() {
      return "";
    }
  }

  /**
   * Sends a heartbeat.
   *
   * @param cursor the current place of a connection that has caught up, else null
   */
  record Ping(@Nullable String cursor) implements Control {

    @Override
    public String json() {
      return new JsonWriter().text("type", "ping").text("cursor", cursor).end();
    }
  }

  /**
   * Acknowledges a request: what the client has sent is stored, or handled.
   *
   * @param id the client's own id for its request, or null
   * @param cursor the place of an event that is stored, or null
   * @param data what the application has answered, or null
   * @param file the file that it has answered with, or null
   */
  record Ack(
      @Nullable String id,
      @Nullable String cursor,
      @Nullable Payload data,
      @Nullable OfferedFile file)
      implements Control {

    /** About what the description of a file takes. */
    private static final int FILE_BYTES = 192;

    /**
     * Acknowledges a request that is not answered with a file.
     *
     * @param id as above
     * @param cursor as above
     * @param data as above
     */
    public Ack(@Nullable String id, @Nullable String cursor, @Nullable Payload data) {
      this(id, cursor, data, null);
    }

    @Override
    public String json() {
      JsonWriter json = new JsonWriter().text("type", "ack").text("id", id).text("cursor", cursor);
      if (file != null) {
        json.raw("transfer", file.json());
      }
      return (data == null ? json : Envelope.data(json, data)).end();
    }

    @Override
    public int weight() {
      return Control.weight(
          JsonWriter.quotedBytes(id)
              + JsonWriter.quotedBytes(cursor)
              + weight(data)
              + (file == null ? 0 : FILE_BYTES));
    }

    private static int weight(@Nullable Payload data) {
      if (data == null) {
        return 0;
      }
      return data.isJson() ? data.length() : data.contentType().length() + data.length() / 3 * 4;
    }
  }

  /**
   * Tells where a transfer goes on.
   *
   * @param id the client's own id for its request, or null
   * @param transfer the transfer's name
   * @param chunk how many bytes each of its chunks has, except the last one
   * @param next the number of the chunk that is taken next
   */
  record Transfer(@Nullable String id, String transfer, int chunk, long next) implements Control {

    @Override
    public String json() {
      return new JsonWriter()
          .text("type", "transfer")
          .text("id", id)
          .text("transfer", transfer)
          .number("chunk", chunk)
          .number("next", next)
          .end();
    }

    @Override
    public int weight() {
      return Control.weight(JsonWriter.quotedBytes(id) + JsonWriter.quotedBytes(transfer));
    }
  }

  /**
   * Tells which chunk is taken next, whether the one that it answers was taken or not.
   *
   * @param id the client's own id for its chunk, or null
   * @param transfer the transfer's name
   * @param next the number of the chunk that is taken next
   */
  record Chunk(@Nullable String id, String transfer, long next) implements Control {

    @Override
    public String json() {
      return new JsonWriter()
          .text("type", "chunk")
          .text("id", id)
          .text("transfer", transfer)
          .number("next", next)
          .end();
    }

    @Override
    public int weight() {
      return Control.weight(JsonWriter.quotedBytes(id) + JsonWriter.quotedBytes(transfer));
    }
  }

  /**
   * Describes a file that the client may pull.
   *
   * @param name the transfer's name
   * @param size how many bytes it has
   * @param sha256 their hash, in hexadecimal digits
   * @param chunk how many bytes each chunk has, except the last one
   */
  record OfferedFile(String name, long size, String sha256, int chunk) {

    String json() {
      return new JsonWriter()
          .text("name", name)
          .number("size", size)
          .text("sha256", sha256)
          .number("chunk", chunk)
          .end();
    }
  }

  /**
   * Gives the client a chunk of a file; over WebSockets a binary message, elsewhere base64.
   *
   * @param id the client's own id for its request, or null
   * @param transfer the transfer's name
   * @param index the chunk's number
   * @param bytes its bytes, which nobody changes
   */
  record Piece(@Nullable String id, String transfer, long index, ByteBuffer bytes)
      implements Control {

    private JsonWriter head() {
      return new JsonWriter()
          .text("type", "chunk")
          .text("id", id)
          .text("transfer", transfer)
          .number("index", index);
    }

    @Override
    public String json() {
      ByteBuffer base64 = Base64.getEncoder().encode(bytes.duplicate());
      return head()
          .text("data", StandardCharsets.US_ASCII.decode(base64).toString())
          .text("encoding", "base64")
          .end();
    }

    /** {@return the binary message: the head, a newline, and the bytes} */
    ByteBuffer message() {
      byte[] head = (head().end() + "\n").getBytes(StandardCharsets.UTF_8);
      return ByteBuffer.allocate(head.length + bytes.remaining())
          .put(head)
          .put(bytes.duplicate())
          .flip();
    }

    @Override
    public int weight() {
      return Control.weight(
          JsonWriter.quotedBytes(id)
              + JsonWriter.quotedBytes(transfer)
              + (bytes.remaining() + 2) / 3 * 4);
    }
  }

  /**
   * Refuses a request, or tells of a fault.
   *
   * @param code the kind of fault: an {@link ErrorCode}'s, or one of the application's own
   * @param message what is wrong, and what to do
   * @param id the client's own id for its request, or null
   * @param topic the topic or pattern that it is about, if there is no request to name it
   */
  @SuppressWarnings("JavaLangClash") // as the wire calls it; outside it is always Control.Error
  record Error(String code, String message, @Nullable String id, @Nullable String topic)
      implements Control {

    /**
     * Refuses a request.
     *
     * @param code the kind of fault
     * @param message what is wrong, and what to do
     * @param id the client's own id for its request, or null
     */
    public Error(ErrorCode code, String message, @Nullable String id) {
      this(code.code(), message, id, null);
    }

    @Override
    public String json() {
      return new JsonWriter()
          .text("type", "error")
          .text("code", code)
          .text("message", message)
          .text("id", id)
          .text("topic", topic)
          .end();
    }

    @Override
    public int weight() {
      return Control.weight(
          JsonWriter.quotedBytes(code)
              + JsonWriter.quotedBytes(message)
              + JsonWriter.quotedBytes(id)
              + JsonWriter.quotedBytes(topic));
    }
  }

  /**
   * Says goodbye, before the connection ends.
   *
   * @param reason why
   * @param after after how many milliseconds the client should come back, if it should
   */
  record Bye(CloseReason reason, long after) implements Control {

    @Override
    public String json() {
      JsonWriter json = members(new JsonWriter().text("type", "bye"));
      return reason.reconnect() ? json.number("after", after).end() : json.end();
    }

    JsonWriter members(JsonWriter json) {
      return json.text("reason", reason.code()).bool("reconnect", reason.reconnect());
    }
  }
}
