package io.tidewire.wire;

import io.tidewire.CloseReason;
import org.jspecify.annotations.Nullable;

/** The protocol's own objects. */
public sealed interface Control extends Frame {

  /** The names of the members, the numbers, and what an event stream puts around them. */
  int FIXED = 128;

  @Override
  default byte[] sse(SseForm form) {
    return form == SseForm.ENVELOPE
        ? SseBlock.ofAbout(json().length()).data(json()).end()
        : SseBlock.NOTHING;
  }

  @Override
  default int weight() {
    return weight(0);
  }

  /** About what a frame with texts of so many bytes takes on the wire, in its larger form. */
  private static int weight(int texts) {
    return FIXED + texts;
  }

  /**
   * The client's own name for the request that this answers.
   *
   * @return the name, or null if there is no request or it has no name
   */
  default @Nullable String id() {
    return null;
  }

  /**
   * The greeting.
   *
   * @param connection the connection's name
   * @param user the user, or null if anonymous
   * @param heartbeat milliseconds after which the client hears something at the latest
   * @param limits what the client may do, as a JSON object
   */
  record Welcome(String connection, @Nullable String user, long heartbeat, String limits)
      implements Control {

    @Override
    public String json() {
      return new JsonWriter()
          .text("type", "welcome")
          .text("connection", connection)
          .text("user", user)
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
   * The confirmation of a subscription.
   *
   * @param id the client's own name for its request, or null
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
   * The end of a subscription.
   *
   * @param id the client's own name for its request, or null
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
   * Events may be missing.
   *
   * @param topic the subscription as it was written
   * @param from the cursor that was asked for
   * @param to the cursor to store now
   */
  record Gap(String topic, String from, String to) implements Control {

    @Override
    public String json() {
      return members(new JsonWriter().text("type", "gap"));
    }

    @Override
    public byte[] sse(SseForm form) {
      return form == SseForm.ENVELOPE
          ? Control.super.sse(form)
          : SseBlock.ofAbout(160).event("gap").data(members(new JsonWriter())).end();
    }

    private String members(JsonWriter json) {
      return json.text("topic", topic).text("from", from).text("to", to).end();
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
   * The place where a stream starts, or has caught up: an {@code id:} without data.
   *
   * @param cursor the place
   */
  record Start(String cursor) implements Control {

    @Override
    public String json() {
      return "";
    }

    @Override
    public byte[] sse(SseForm form) {
      return SseBlock.ofAbout(48).id(cursor).end();
    }
  }

  /**
   * The heartbeat.
   *
   * @param cursor the current place of a connection that has caught up, else null
   */
  record Ping(@Nullable String cursor) implements Control {

    @Override
    public String json() {
      return new JsonWriter().text("type", "ping").text("cursor", cursor).end();
    }

    @Override
    public byte[] sse(SseForm form) {
      SseBlock block = SseBlock.ofAbout(80);
      if (form == SseForm.ENVELOPE) {
        block.data(json());
      } else {
        block.comment("ping");
      }
      return (cursor == null ? block : block.id(cursor)).end();
    }
  }

  /**
   * A request was refused.
   *
   * @param code what kind of fault it is
   * @param message what is wrong, and what to do
   * @param id the client's own name for its request, or null
   */
  record Refusal(ErrorCode code, String message, @Nullable String id) implements Control {

    @Override
    public String json() {
      return new JsonWriter()
          .text("type", "error")
          .text("code", code.code())
          .text("message", message)
          .text("id", id)
          .end();
    }

    @Override
    public int weight() {
      return Control.weight(JsonWriter.quotedBytes(message) + JsonWriter.quotedBytes(id));
    }
  }

  /**
   * The goodbye.
   *
   * @param reason why
   * @param after milliseconds after which the client should come back, if it should
   */
  record Bye(CloseReason reason, long after) implements Control {

    @Override
    public String json() {
      JsonWriter json = new JsonWriter().text("type", "bye");
      members(json);
      return reason.reconnect() ? json.number("after", after).end() : json.end();
    }

    @Override
    public byte[] sse(SseForm form) {
      SseBlock block = SseBlock.ofAbout(160);
      if (form == SseForm.ENVELOPE) {
        block.data(json());
      } else {
        JsonWriter json = new JsonWriter();
        members(json);
        block.event("bye").data(json.end());
      }
      return (reason.reconnect() ? block.retry(after) : block).end();
    }

    private void members(JsonWriter json) {
      json.text("reason", reason.code()).bool("reconnect", reason.reconnect());
    }
  }
}
