package io.tidewire.it;

import io.tidewire.it.app.ControlServlet;
import io.tidewire.it.app.Rules;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.Tls;
import io.tidewire.spi.TopicAccess;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A web application of these tests: its archive, its addresses, and what its control servlet does
 * at a test's request.
 *
 * @param name the archive's name without its ending, and the context path without its slash
 * @param port where its server takes requests, on loopback
 */
record Site(String name, int port) {
  /** The server's port with or without TLS, as the build says. */
  static final int PORT =
      System.getProperty("server.scheme", "http").equals("https")
          ? Tls.PORT
          : Integer.getInteger("server.http.port", 0);

  /** All requests of these tests go through it, but for upgrades. */
  static final HttpClient HTTP = Http.newClient();

  /** On the server of all tests. */
  Site(String name) {
    this(name, PORT);
  }

  /** The archive: the product without CDI, our rules, and these settings as context parameters. */
  WebArchive archive(Map<String, String> settings) {
    return archive(settings, Rules.class);
  }

  /** The same with other rules. */
  WebArchive archive(Map<String, String> settings, Class<? extends TopicAccess> rules) {
    return ShrinkWrap.create(WebArchive.class, name + ".war")
        .addAsLibraries(library("realtime-api"), library("realtime-servlet"))
        .addClasses(ControlServlet.class, rules)
        .addAsServiceProvider(TopicAccess.class, rules)
        .setWebXML(new StringAsset(webXml(settings)));
  }

  /** One of the jars that applications get. */
  static File library(String artifact) {
    File[] found =
        new File(System.getProperty("war.libraries"))
            .listFiles((directory, file) -> file.startsWith(artifact));
    if (found == null || found.length != 1) {
      throw new AssertionError("there is not exactly one jar of " + artifact);
    }
    return found[0];
  }

  private static String webXml(Map<String, String> settings) {
    return settings.entrySet().stream()
        .map(
            setting ->
                "<context-param><param-name>"
                    + setting.getKey()
                    + "</param-name><param-value>"
                    + setting.getValue()
                    + "</param-value></context-param>")
        .collect(
            Collectors.joining(
                "\n",
                "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='5.0'>\n",
                "\n</web-app>\n"));
  }

  /** The path of the product's resource, from the host on. */
  String path(String resource) {
    return "/" + name + "/realtime/" + resource;
  }

  /** The address of the product's resource. */
  URI uri(String resource) {
    return address("http", path(resource));
  }

  /** The address of event streams in the plain form. */
  URI sse(String... topics) {
    return Http.uri(base(), "sse", "topic", List.of(topics));
  }

  /** The address of event streams in the envelope form. */
  URI envelopes(String... topics) {
    return Http.with(sse(topics), "format", "envelope");
  }

  /** The address of polls. */
  URI poll(String... topics) {
    return Http.uri(base(), "poll", "topic", List.of(topics));
  }

  URI webSocket() {
    return address("ws", path("ws"));
  }

  private URI address(String scheme, String path) {
    return URI.create(Tls.scheme(scheme, port) + "://127.0.0.1:" + port + path);
  }

  private URI base() {
    return address("http", "/" + name + "/realtime");
  }

  /** Publishes so many events to each topic, in turns; the last one's cursor. */
  String publish(int count, String... topics) {
    return publish("PLAIN", count, 0, topics);
  }

  /** Publishes events that only clients connected now get. */
  void publishEphemeral(int count, String topic) {
    publish("EPHEMERAL", count, 0, topic);
  }

  /** Publishes events whose payload is a little larger than this many bytes. */
  String publishLarge(int count, int bytes, String topic) {
    return publish("PLAIN", count, bytes, topic);
  }

  private String publish(String kind, int count, int fill, String... topics) {
    String query = "control/publish?kind=" + kind + "&count=" + count + "&fill=" + fill;
    BodyPublisher form =
        BodyPublishers.ofString(
            List.of(topics).stream()
                .map(topic -> "topic=" + topic)
                .collect(Collectors.joining("&")));
    return post(query, form, "application/x-www-form-urlencoded");
  }

  /** Publishes one event with a binary payload; its cursor. */
  String publishBinary(byte[] bytes, String topic) {
    String query = "control/binary?topic=" + topic;
    return post(query, BodyPublishers.ofByteArray(bytes), "application/octet-stream");
  }

  /** Begins to send the clients away, spread over this time. */
  void drain(int millis) {
    post("control/drain?millis=" + millis);
  }

  /** How many subscriptions cover the topic. */
  int subscriptions(String topic) {
    HttpResponse<String> answer =
        send(HttpRequest.newBuilder(page("control/subscriptions?topic=" + topic)).build());
    return Integer.parseInt(answer.body());
  }

  /** Posts an empty body to something of the application's own; the answer's. */
  String post(String query) {
    return post(query, BodyPublishers.noBody(), "text/plain");
  }

  private String post(String query, BodyPublisher body, String contentType) {
    HttpResponse<String> answer =
        send(
            HttpRequest.newBuilder(page(query))
                .header("Content-Type", contentType)
                .POST(body)
                .build());
    if (answer.statusCode() != 200) {
      throw new AssertionError(query + ": " + answer.statusCode() + " " + answer.body());
    }
    return answer.body();
  }

  /** The address of something of the application's own. */
  URI page(String query) {
    return address("http", "/" + name + "/" + query);
  }

  /** Gets an address with these headers, names and values in turn. */
  static HttpResponse<String> get(URI uri, String... headers) {
    HttpRequest.Builder request = HttpRequest.newBuilder(uri);
    return send(headers.length == 0 ? request.build() : request.headers(headers).build());
  }

  static HttpResponse<String> send(HttpRequest request) {
    try {
      return Objects.requireNonNull(HTTP.send(request, HttpResponse.BodyHandlers.ofString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
  }
}
