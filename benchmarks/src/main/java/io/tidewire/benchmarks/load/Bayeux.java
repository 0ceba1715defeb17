package io.tidewire.benchmarks.load;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client of the Bayeux protocol, which CometD speaks: a handshake gives it an identity, with
 * which it subscribes and then always has one "connect" at the server.
 */
final class Bayeux implements Speech, Polling {

  private static final String PATH = "/cometd";
  private static final String JSON = "application/json";
  private static final String ID = "\"clientId\":\"";

  private final String channel;
  private final String transport;
  private @Nullable String clientId;
  private boolean subscribed;
  private @Nullable Consumer<String> send;

  Bayeux(String topic, String transport) {
    this.channel = "/" + topic;
    this.transport = transport;
  }

  private String handshake() {
    return "[{\"id\":\"1\",\"channel\":\"/meta/handshake\",\"version\":\"1.0\","
        + "\"supportedConnectionTypes\":[\""
        + transport
        + "\"]}]";
  }

  private String subscribe() {
    return request("/meta/subscribe", "subscription", channel);
  }

  private String connect() {
    return request("/meta/connect", "connectionType", transport);
  }

  private String request(String to, String name, String value) {
    return "[{\"id\":\"2\",\"channel\":\"%s\",\"clientId\":\"%s\",\"%s\":\"%s\"}]"
        .formatted(to, clientId, name, value);
  }

  // On a WebSocket all answers come when they come.

  @Override
  public void opened(Consumer<String> sender) {
    send = sender;
    sender.accept(handshake());
  }

  @Override
  public Watch watch() {
    return Watch.both(
        new Capture(ID, '"', this::identified),
        new Capture("\"channel\":\"/meta/connect", '"', nothing -> say(connect())));
  }

  private void identified(String given) {
    if (clientId == null) {
      clientId = given;
      say(subscribe());
      say(connect());
    }
  }

  private void say(String text) {
    if (send != null) {
      send.accept(text);
    }
  }

  // Polls take turns.

  @Override
  public byte[] next(String answer) {
    if (answer.isEmpty()) {
      return Head.post(PATH, JSON, handshake());
    }
    if (clientId == null) {
      int start = answer.indexOf(ID) + ID.length();
      clientId = answer.substring(start, answer.indexOf('"', start));
      return Head.post(PATH, JSON, subscribe());
    }
    subscribed = true;
    return Head.post(PATH, JSON, connect());
  }

  @Override
  public boolean isServed() {
    return subscribed;
  }
}
