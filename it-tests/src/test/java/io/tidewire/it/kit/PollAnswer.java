package io.tidewire.it.kit;

import jakarta.json.JsonArray;
import jakarta.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * The answer to one poll.
 *
 * @param head status, headers and the body as it came
 * @param cursor where the next poll goes on; empty on a refusal, and where the client stays with
 *     what it asked for
 * @param events the events' envelopes
 * @param gaps the gaps, which come before the events
 * @param bye the server's goodbye
 */
public record PollAnswer(
    HttpResponse<String> head,
    String cursor,
    List<Envelope> events,
    List<Envelope> gaps,
    Optional<Envelope> bye) {

  /** Sends one poll; the future fails where the connection does. */
  public static CompletableFuture<PollAnswer> request(HttpClient http, URI uri) {
    HttpRequest request = HttpRequest.newBuilder(uri).build();
    return http.sendAsync(request, HttpResponse.BodyHandlers.ofString()).thenApply(PollAnswer::of);
  }

  private static PollAnswer of(HttpResponse<String> head) {
    if (head.statusCode() != 200) {
      return new PollAnswer(head, "", List.of(), List.of(), Optional.empty());
    }
    JsonObject body = Envelope.unbatch(head.body()).get(0).json();
    return new PollAnswer(
        head,
        body.getString("cursor", ""),
        envelopes(body.getJsonArray("events")),
        body.containsKey("gaps") ? envelopes(body.getJsonArray("gaps")) : List.of(),
        Optional.ofNullable(body.getJsonObject("bye")).map(Envelope::new));
  }

  private static List<Envelope> envelopes(JsonArray array) {
    return array.getValuesAs(JsonObject.class).stream().map(Envelope::new).toList();
  }

  @Override
  public String toString() {
    return head.statusCode() + " " + head.body();
  }
}
