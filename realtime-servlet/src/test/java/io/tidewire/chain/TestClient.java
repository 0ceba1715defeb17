package io.tidewire.chain;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A client that takes gzip, like every browser, and shows bytes as they come. */
final class TestClient implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final HttpClient http = HttpClient.newHttpClient();
  private final TestServer server;
  private final List<RecordedStream> streams = new ArrayList<>();

  TestClient(TestServer server) {
    this.server = server;
  }

  /** The whole answer, one char a byte. */
  HttpResponse<String> get(String path) {
    return http.sendAsync(
            request(server.uri(path)).build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1))
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  /** Sends a body, which may be one of no known length. */
  HttpResponse<String> post(String path, String type, HttpRequest.BodyPublisher body) {
    return http.sendAsync(
            post(path, type).POST(body).build(),
            HttpResponse.BodyHandlers.ofString(StandardCharsets.ISO_8859_1))
        .orTimeout(PATIENCE.toSeconds(), TimeUnit.SECONDS)
        .join();
  }

  HttpResponse<String> postJson(String path, String json) {
    return post(path, "application/json", HttpRequest.BodyPublishers.ofString(json));
  }

  RecordedStream postStream(String path, String json) {
    RecordedStream stream =
        RecordedStream.open(
            http,
            post(path, "application/json; charset=UTF-8")
                .POST(HttpRequest.BodyPublishers.ofString(json))
                .build());
    streams.add(stream);
    return stream;
  }

  private HttpRequest.Builder post(String path, String type) {
    return request(server.uri(path)).header("Content-Type", type);
  }

  RecordedStream stream(String path) {
    RecordedStream stream = RecordedStream.open(http, request(server.uri(path)).build());
    streams.add(stream);
    return stream;
  }

  void publish(String topic, int number) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.uri("publish?topic=" + topic + "&number=" + number))
            .timeout(PATIENCE)
            .POST(HttpRequest.BodyPublishers.noBody())
            .build();
    HttpResponse<Void> response = http.send(request, HttpResponse.BodyHandlers.discarding());
    if (response.statusCode() != 204) {
      throw new IOException("publish was answered with " + response.statusCode());
    }
  }

  private static HttpRequest.Builder request(URI uri) {
    return HttpRequest.newBuilder(uri).header("Accept-Encoding", "gzip").timeout(PATIENCE);
  }

  @Override
  public void close() {
    streams.forEach(RecordedStream::cancel);
  }
}
