package io.tidewire.it.kit;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** The JDK's client as these tests need it. */
public final class Http {
  private static final int THREADS = 4;
  private static final long PAUSE_MILLIS = 20;

  private Http() {}

  /**
   * A client to share among any number of the kit's clients: HTTP/1.1, with TLS to the server only,
   * follows nothing, and runs all callbacks on a few daemon threads.
   */
  public static HttpClient newClient() {
    HttpClient.Builder builder = HttpClient.newBuilder();
    if (Tls.PORT != 0) {
      builder.sslContext(Tls.trustingTheServer());
    }
    return builder
        .version(HttpClient.Version.HTTP_1_1)
        .followRedirects(HttpClient.Redirect.NEVER)
        .executor(
            Executors.newFixedThreadPool(
                THREADS,
                task -> {
                  Thread thread = new Thread(task, "kit-http");
                  thread.setDaemon(true);
                  return thread;
                }))
        .build();
  }

  /** Runs the task after this pause or a short one, for clients that try again. */
  static void soon(long millis, Runnable task) {
    CompletableFuture.delayedExecutor(Math.max(millis, PAUSE_MILLIS), TimeUnit.MILLISECONDS)
        .execute(task);
  }

  /** The address of {@code path} below {@code base}, with one query parameter per value. */
  public static URI uri(URI base, String path, String name, List<String> values) {
    String query =
        values.stream()
            .map(value -> name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return URI.create(base + (base.toString().endsWith("/") ? "" : "/") + path + "?" + query);
  }

  /** The address with one more query parameter. */
  public static URI with(URI uri, String name, String value) {
    String parameter = name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8);
    return URI.create(uri + (uri.getRawQuery() == null ? "?" : "&") + parameter);
  }
}
