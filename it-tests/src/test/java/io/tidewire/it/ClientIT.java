package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.RawHttp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.ByteArrayAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The browser client's files come out of a library's jar as they were put in, and nothing else. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class ClientIT {
  private static final Site SITE = new Site("client");
  private static final String LISTED = "https://app.example.org";
  private static final String FOLDER = "client/1.2.3/";

  /** Longer than any server's buffer. */
  private static final String INDEX = "export const text = '\u03c0" + "x".repeat(300_000) + "';\n";

  private static final byte[] ZIPPED = zipped(INDEX);

  @Deployment(testable = false)
  static WebArchive application() {
    JavaArchive library =
        ShrinkWrap.create(JavaArchive.class, "client-files.jar")
            .addAsResource(new StringAsset("client.js\nshare.js\n"), resource("files.txt"))
            .addAsResource(new StringAsset("1.2.3\n"), resource("version.txt"))
            .addAsResource(new StringAsset(INDEX), resource("client.js"))
            .addAsResource(new ByteArrayAsset(ZIPPED), resource("client.js.gz"))
            .addAsResource(new StringAsset("export const a = 1;\n"), resource("share.js"))
            .addAsResource(new StringAsset("unlisted"), resource("secret.js"));
    return SITE.archive(Map.of("realtime.allowed-origins", LISTED)).addAsLibrary(library);
  }

  private static String resource(String name) {
    return "io/tidewire/client/" + name;
  }

  private static byte[] zipped(String text) {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(text.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return zipped.toByteArray();
  }

  private static HttpResponse<byte[]> ask(URI uri, String method, String... headers)
      throws IOException, InterruptedException {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri).method(method, BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return Site.HTTP.send(request.build(), BodyHandlers.ofByteArray());
  }

  private static HttpResponse<byte[]> get(String path, String... headers)
      throws IOException, InterruptedException {
    return ask(SITE.uri(path), "GET", headers);
  }

  private static String header(HttpResponse<?> answer, String name) {
    return String.join(", ", answer.headers().allValues(name));
  }

  private static String text(HttpResponse<byte[]> answer) {
    return new String(answer.body(), StandardCharsets.UTF_8);
  }

  @Test
  void theEntryLeadsToTheVersionAndIsRevalidated() throws Exception {
    HttpResponse<byte[]> entry = get("client.js");

    assertThat(entry.statusCode()).isEqualTo(200);
    assertThat(text(entry)).contains("'./" + FOLDER + "client.js'");
    assertScript(entry);
    assertThat(header(entry, "Cache-Control")).isEqualTo("no-cache");
    String tag = header(entry, "ETag");
    assertThat(tag).startsWith("\"").endsWith("\"");
    HttpResponse<byte[]> known = get("client.js", "If-None-Match", "W/" + tag);
    assertThat(known.statusCode()).isEqualTo(304);
    assertThat(known.body()).isEmpty();
    assertThat(header(known, "ETag")).isEqualTo(tag);
    assertThat(get("client.js", "If-None-Match", "\"another\"").statusCode()).isEqualTo(200);
  }

  @Test
  void aFileComesWholeInBothForms() throws Exception {
    HttpResponse<byte[]> plain = get(FOLDER + "client.js");
    HttpResponse<byte[]> gzip = get(FOLDER + "client.js", "Accept-Encoding", "gzip, deflate, br");

    assertThat(text(plain)).isEqualTo(INDEX);
    assertThat(header(plain, "Content-Encoding")).isEmpty();
    assertThat(gzip.body()).isEqualTo(ZIPPED);
    assertThat(header(gzip, "Content-Encoding")).isEqualTo("gzip");
    assertThat(header(gzip, "ETag")).isNotEqualTo(header(plain, "ETag"));
    for (HttpResponse<byte[]> answer : List.of(plain, gzip)) {
      assertScript(answer);
      assertThat(header(answer, "Cache-Control")).contains("max-age=31536000", "immutable");
      assertThat(header(answer, "Content-Length")).isEqualTo("" + answer.body().length);
    }
  }

  /** A server that compresses by itself finds the zipped copy compressed already. */
  @Test
  void aServerThatCompressesDoesNotDoItTwice() throws Exception {
    int port = Integer.getInteger("server.wide.port");
    URI uri = URI.create("http://127.0.0.1:" + port + SITE.path(FOLDER + "client.js"));

    HttpResponse<byte[]> answer = ask(uri, "GET", "Accept-Encoding", "gzip");

    assertThat(answer.statusCode()).isEqualTo(200);
    try (GZIPInputStream unzipped = new GZIPInputStream(new ByteArrayInputStream(answer.body()))) {
      assertThat(new String(unzipped.readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(INDEX);
    }
  }

  @Test
  void headSaysTheSameWithoutABody() throws Exception {
    HttpResponse<byte[]> get = get(FOLDER + "client.js");
    HttpResponse<byte[]> head = ask(SITE.uri(FOLDER + "client.js"), "HEAD");

    assertThat(head.statusCode()).isEqualTo(200);
    assertThat(head.body()).isEmpty();
    assertScript(head);
    for (String name : List.of("ETag", "Content-Length", "Cache-Control")) {
      assertThat(header(head, name)).as(name).isEqualTo(header(get, name)).isNotEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "client",
        "client/",
        "client/1.2.3",
        "client/1.2.3/",
        "client/1.2.3/secret.js",
        "client/1.2.3/client.js.gz",
        "client/1.2.3/files.txt",
        "client/1.2.4/client.js",
        "client.js/client.js",
        "client/client.js",
        "client/1.2.3/../1.2.3/secret.js",
        "client/1.2.3/%2e%2e/1.2.3/secret.js",
        "client/1.2.3/..%2f1.2.3/secret.js",
        "client/1.2.3/..;/1.2.3/secret.js",
        "client/../../WEB-INF/web.xml",
        "client/%2e%2e/%2e%2e/WEB-INF/web.xml",
        "client/1.2.3/client.js%00.txt",
        "client//1.2.3//secret.js"
      })
  void nothingElseIsThere(String path) {
    RawHttp.Response answer =
        RawHttp.exchange(
            Site.PORT,
            "GET " + SITE.path(path) + " HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n");

    assertThat(answer.status()).as(answer.body()).isIn(400, 404);
    assertThat(answer.body()).doesNotContain("unlisted").doesNotContain("web-app");
  }

  @Test
  void whatIsNotThereIsAProblem() throws Exception {
    HttpResponse<byte[]> missing = get("client/1.2.4/client.js");
    HttpResponse<byte[]> posted = ask(SITE.uri("client.js"), "POST");

    assertThat(missing.statusCode()).isEqualTo(404);
    assertThat(header(missing, "Cache-Control")).isEqualTo("no-store");
    assertThat(posted.statusCode()).isEqualTo(405);
    assertThat(header(posted, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
    for (HttpResponse<byte[]> answer : List.of(missing, posted)) {
      assertThat(header(answer, "Content-Type")).startsWith("application/problem+json");
    }
  }

  @Test
  void pagesOfListedOriginsMayImportIt() throws Exception {
    for (String path : List.of("client.js", FOLDER + "client.js")) {
      HttpResponse<byte[]> listed = get(path, "Origin", LISTED);
      HttpResponse<byte[]> foreign = get(path, "Origin", "https://evil.example");

      assertThat(listed.statusCode()).isEqualTo(200);
      assertThat(header(listed, "Access-Control-Allow-Origin")).isEqualTo(LISTED);
      assertThat(header(foreign, "Access-Control-Allow-Origin")).isEmpty();
      assertThat(header(foreign, "Vary")).contains("Origin");
    }
  }

  private static void assertScript(HttpResponse<byte[]> answer) {
    assertThat(header(answer, "Content-Type").replace(" ", ""))
        .isEqualToIgnoringCase("text/javascript;charset=UTF-8");
    assertThat(header(answer, "X-Content-Type-Options")).isEqualTo("nosniff");
    assertThat(header(answer, "Vary")).contains("Origin").contains("Accept-Encoding");
    assertThat(header(answer, "Set-Cookie")).isEmpty();
  }
}
