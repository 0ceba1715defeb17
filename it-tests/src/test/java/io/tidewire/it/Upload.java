package io.tidewire.it;

import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.WsClient;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonObjectBuilder;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/**
 * A file that a client transfers, by any road. For one thread.
 *
 * @param content the file
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Upload(byte[] content) {

  /** Chunks that are under way at once. */
  private static final int WINDOW = 8;

  static Upload ofSize(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return new Upload(content);
  }

  String sha256() {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The request that begins it. */
  JsonObjectBuilder begin(String id, String to) {
    return Json.createObjectBuilder()
        .add("type", "transfer")
        .add("id", id)
        .add("to", to)
        .add("event", "file")
        .add("size", content.length)
        .add("sha256", sha256())
        .add("data", "name.bin");
  }

  /** The request that goes on with it. */
  static JsonObject resume(String id, String name) {
    return Json.createObjectBuilder()
        .add("type", "transfer")
        .add("id", id)
        .add("transfer", name)
        .build();
  }

  private static JsonObjectBuilder head(String name, long index) {
    return Json.createObjectBuilder()
        .add("type", "chunk")
        .add("transfer", name)
        .add("index", index);
  }

  private byte[] bytes(int chunk, long index) {
    int from = (int) index * chunk;
    return Arrays.copyOfRange(content, from, Math.min(from + chunk, content.length));
  }

  /** A chunk for a request of its own. */
  JsonObject chunk(Envelope place, long index) {
    byte[] bytes = bytes(number(place, "chunk"), index);
    return head(place.text("transfer"), index)
        .add("data", Base64.getEncoder().encodeToString(bytes))
        .add("encoding", "base64")
        .build();
  }

  static int number(Envelope frame, String member) {
    return frame.json().getInt(member);
  }

  /** How many chunks there are. */
  int chunks(Envelope place) {
    int chunk = number(place, "chunk");
    return Math.max(1, (content.length + chunk - 1) / chunk);
  }

  /** Asks for the place where it goes on. */
  static Envelope place(WsClient client, JsonObject request) {
    client.send(request);
    return client.frames().await("a place", frame -> isAnswer(frame, request.getString("id")));
  }

  private static boolean isAnswer(Envelope frame, String id) {
    return frame.text("id").equals(id)
        && List.of("transfer", "ack", "error").contains(frame.type());
  }

  /** Sends the chunks from the place up to one of them, and waits until they were taken. */
  void send(WsClient client, Envelope place, int to) {
    String name = place.text("transfer");
    for (int i = number(place, "next"); i < to; i++) {
      send(client, place, i, bytes(number(place, "chunk"), i));
      int taken = i - WINDOW;
      if (taken >= number(place, "next")) {
        awaitTaken(client, name, taken);
      }
    }
    for (int i = Math.max(number(place, "next"), to - WINDOW); i < to; i++) {
      awaitTaken(client, name, i);
    }
  }

  static void send(WsClient client, Envelope place, long index, byte[] bytes) {
    String head = head(place.text("transfer"), index).build() + "\n";
    client.sendBinary(head.getBytes(StandardCharsets.UTF_8), bytes);
  }

  private static void awaitTaken(WsClient client, String name, int index) {
    Envelope unused =
        client
            .frames()
            .await(
                "the answer to chunk " + index,
                frame ->
                    frame.type().equals("chunk")
                        && frame.text("transfer").equals(name)
                        && number(frame, "next") == index + 1);
  }

  /** Sends all that is left, and returns what the application answers. */
  Envelope finish(WsClient client, Envelope place, String id) {
    int last = chunks(place) - 1;
    send(client, place, last);
    send(client, place, last, bytes(number(place, "chunk"), last));
    return client.frames().await("the end", frame -> isAnswer(frame, id));
  }

  /** The request for a chunk of a file. */
  static JsonObject pull(String id, String name, long index) {
    return head(name, index).add("id", id).build();
  }

  /** Sends a request, and returns what has its id. */
  static Envelope answer(WsClient client, JsonObject request) {
    client.send(request);
    String id = request.getString("id");
    return client.frames().await("the answer to " + id, frame -> frame.text("id").equals(id));
  }

  /** Sends an object by a request of its own. */
  static Envelope post(Site site, String query, JsonObject object) {
    HttpRequest request =
        HttpRequest.newBuilder(site.uri("send" + query))
            .header("Content-Type", "application/json")
            .POST(BodyPublishers.ofString(object.toString()))
            .build();
    return Envelope.unbatch(Site.send(request).body()).get(0);
  }
}
