package io.tidewire.assets;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.chain.TestServer;
import io.tidewire.chain.War;
import io.tidewire.chain.war.EagerGzipFilter;
import io.tidewire.chain.war.LegacyFilter;
import jakarta.servlet.ServletException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.catalina.connector.Request;
import org.apache.catalina.connector.Response;
import org.apache.catalina.valves.ValveBase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The browser client's files, as a real server answers for them. */
class ClientServletTest {

  private static final String LISTED = "https://app.example.org";
  private static final String FOLDER = "client/1.2.3/";

  /** Longer than a response's buffer. */
  private static final String INDEX = "export const pi = 3; // \u03c0 " + "x".repeat(40_000) + "\n";

  private final HttpClient http = HttpClient.newHttpClient();

  @TempDir Path directory;
  private War war;

  @BeforeEach
  void prepare() throws IOException {
    war =
        War.in(directory.resolve("war"))
            .setting("realtime.allowed-origins", LISTED)
            .resource("io/tidewire/client/files.txt", bytes("client.js\nshare.js\n"))
            .resource("io/tidewire/client/version.txt", bytes("1.2.3"))
            .resource("io/tidewire/client/client.js", bytes(INDEX))
            .resource("io/tidewire/client/client.js.gz", zipped(INDEX))
            .resource("io/tidewire/client/share.js", bytes("export const b = 2;"))
            .resource("io/tidewire/client/secret.js", bytes("nobody lists this"));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] zipped(String text) throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(bytes(text));
    }
    return zipped.toByteArray();
  }

  private static String unzipped(byte[] zipped) throws IOException {
    try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(zipped))) {
      return new String(gzip.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private HttpResponse<byte[]> ask(TestServer server, String method, String path, String... headers)
      throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(server.uri("realtime/" + path))
            .method(method, HttpRequest.BodyPublishers.noBody());
    if (headers.length > 0) {
      request.headers(headers);
    }
    return http.send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
  }

  private static String header(HttpResponse<?> response, String name) {
    return String.join(", ", response.headers().allValues(name));
  }

  private static String text(HttpResponse<byte[]> response) {
    return new String(response.body(), StandardCharsets.UTF_8);
  }

  @Test
  void theEntryIsAskedForAgainAndCostsLittleThen() throws Exception {
    try (TestServer server = TestServer.start(war)) {
      HttpResponse<byte[]> entry = ask(server, "GET", "client.js");
      assertThat(entry.statusCode()).isEqualTo(200);
      assertThat(text(entry)).isEqualTo("export * from './client/1.2.3/client.js';\n");
      assertThat(header(entry, "Content-Type")).isEqualTo("text/javascript;charset=UTF-8");
      assertThat(header(entry, "Cache-Control")).isEqualTo("no-cache");
      assertThat(header(entry, "X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(header(entry, "Vary")).contains("Origin").contains("Accept-Encoding");
      assertThat(header(entry, "Set-Cookie")).isEmpty();
      String tag = header(entry, "ETag");
      assertThat(tag).startsWith("\"");

      HttpResponse<byte[]> known = ask(server, "GET", "client.js", "If-None-Match", tag);
      assertThat(known.statusCode()).isEqualTo(304);
      assertThat(known.body()).isEmpty();
      assertThat(header(known, "ETag")).isEqualTo(tag);
      assertThat(header(known, "Cache-Control")).isEqualTo("no-cache");
      assertThat(header(known, "Vary")).contains("Accept-Encoding");
      assertThat(ask(server, "GET", "client.js", "If-None-Match", "\"x\"").statusCode())
          .isEqualTo(200);
    }
  }

  @Test
  void aVersionsFilesAreKeptAndZipped() throws Exception {
    try (TestServer server = TestServer.start(war)) {
      HttpResponse<byte[]> plain = ask(server, "GET", FOLDER + "client.js");
      assertThat(text(plain)).isEqualTo(INDEX);
      assertThat(header(plain, "Content-Encoding")).isEmpty();
      assertThat(header(plain, "Content-Length")).isEqualTo("" + bytes(INDEX).length);
      HttpResponse<byte[]> gzip =
          ask(server, "GET", FOLDER + "client.js", "Accept-Encoding", "br, gzip");
      assertThat(gzip.body()).isEqualTo(zipped(INDEX));
      assertThat(header(gzip, "Content-Encoding")).isEqualTo("gzip");
      assertThat(header(gzip, "ETag")).isNotEqualTo(header(plain, "ETag"));
      for (HttpResponse<byte[]> each : List.of(plain, gzip)) {
        assertThat(each.statusCode()).isEqualTo(200);
        assertThat(header(each, "Content-Type")).isEqualTo("text/javascript;charset=UTF-8");
        assertThat(header(each, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(header(each, "Vary")).contains("Accept-Encoding");
      }
      HttpResponse<byte[]> uncopied =
          ask(server, "GET", FOLDER + "share.js", "Accept-Encoding", "gzip");
      assertThat(text(uncopied)).isEqualTo("export const b = 2;");
      assertThat(header(uncopied, "Content-Encoding")).isEmpty();
    }
  }

  @Test
  void headSaysTheSameWithoutABody() throws Exception {
    try (TestServer server = TestServer.start(war)) {
      HttpResponse<byte[]> get = ask(server, "GET", FOLDER + "client.js");
      HttpResponse<byte[]> head = ask(server, "HEAD", FOLDER + "client.js");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
      for (String name : List.of("ETag", "Content-Length", "Content-Type", "Cache-Control")) {
        assertThat(header(head, name)).as(name).isEqualTo(header(get, name)).isNotEmpty();
      }
    }
  }

  @Test
  void nothingElseIsThere() throws Exception {
    try (TestServer server = TestServer.start(war)) {
      for (String path :
          List.of(
              "client",
              "client/",
              "client/1.2.3",
              FOLDER,
              FOLDER + "secret.js",
              FOLDER + "client.js.gz",
              FOLDER + "files.txt",
              FOLDER + "%2e%2e/1.2.3/secret.js",
              FOLDER + "x/../secret.js",
              "client/1.2.4/client.js",
              "client.js/client.js",
              "client/client.js")) {
        HttpResponse<byte[]> answer = ask(server, "GET", path);
        assertThat(answer.statusCode()).as(path).isEqualTo(404);
        assertThat(text(answer)).doesNotContain("nobody lists this");
      }
      HttpResponse<byte[]> problem = ask(server, "GET", "client/1.2.4/client.js");
      assertThat(header(problem, "Content-Type")).startsWith("application/problem+json");
      assertThat(header(problem, "Cache-Control")).isEqualTo("no-store");
      HttpResponse<byte[]> post = ask(server, "POST", "client.js");
      assertThat(post.statusCode()).isEqualTo(405);
      assertThat(header(post, "Allow")).isEqualTo("GET, HEAD, OPTIONS");
    }
  }

  @Test
  void withoutTheLibraryTheAnswerSaysSo() throws Exception {
    War bare = War.in(directory.resolve("bare"));
    try (TestServer server = TestServer.start(bare)) {
      HttpResponse<byte[]> answer = ask(server, "GET", "client.js");
      assertThat(answer.statusCode()).isEqualTo(404);
      assertThat(text(answer)).contains("realtime-client");
    }
  }

  @Test
  void pagesOfListedOriginsImportItToo() throws Exception {
    try (TestServer server = TestServer.start(war)) {
      for (String path : List.of("client.js", FOLDER + "client.js")) {
        HttpResponse<byte[]> listed = ask(server, "GET", path, "Origin", LISTED);
        assertThat(listed.statusCode()).isEqualTo(200);
        assertThat(header(listed, "Access-Control-Allow-Origin")).isEqualTo(LISTED);
        HttpResponse<byte[]> foreign = ask(server, "GET", path, "Origin", "https://evil.example");
        assertThat(header(foreign, "Access-Control-Allow-Origin")).isEmpty();
        HttpResponse<byte[]> preflight = ask(server, "OPTIONS", path, "Origin", LISTED);
        assertThat(preflight.statusCode()).isEqualTo(204);
        assertThat(header(preflight, "Access-Control-Allow-Methods")).isEqualTo("GET, HEAD");
      }
    }
  }

  @Test
  void aFilterThatCompressesDoesSoOnce() throws Exception {
    war.asyncFilter("gzip", EagerGzipFilter.class);
    try (TestServer server = TestServer.start(war)) {
      HttpResponse<byte[]> answer =
          ask(server, "GET", FOLDER + "client.js", "Accept-Encoding", "gzip");
      assertThat(answer.statusCode()).isEqualTo(200);
      assertThat(unzipped(answer.body())).isEqualTo(INDEX);
    }
  }

  @Test
  void aFilterWithoutAsyncSupportDoesNoHarm() throws Exception {
    war.filter("legacy", LegacyFilter.class, "", "");
    try (TestServer server = TestServer.start(war)) {
      HttpResponse<byte[]> answer = ask(server, "GET", FOLDER + "client.js");
      assertThat(header(answer, "X-Passed")).isEqualTo("legacy");
      assertThat(text(answer)).isEqualTo(INDEX);
    }
  }

  /** Notes whether requests were still to be answered when their thread was done with them. */
  private static final class Leaving extends ValveBase {
    private final List<Boolean> unanswered = new CopyOnWriteArrayList<>();

    private Leaving() {
      super(true);
    }

    @Override
    public void invoke(Request request, Response response) throws IOException, ServletException {
      getNext().invoke(request, response);
      unanswered.add(request.isAsync());
    }
  }

  @Test
  void noThreadWaitsForASlowClient() throws Exception {
    Leaving leaving = new Leaving();
    try (TestServer server = TestServer.start(war, leaving)) {
      assertThat(text(ask(server, "GET", FOLDER + "client.js"))).isEqualTo(INDEX);
      assertThat(leaving.unanswered).containsExactly(true);
    }
  }

  @Test
  void theDoctorIsThereWhereItIsWanted() throws Exception {
    war.resource("io/tidewire/client/doctor.html", bytes("<p>in {folder}</p>"));
    try (TestServer server = TestServer.start(war)) {
      assertThat(ask(server, "GET", "doctor").statusCode()).isEqualTo(404);
    }
    try (TestServer server = TestServer.start(war.setting("realtime.doctor", "true"))) {
      HttpResponse<byte[]> page = ask(server, "GET", "doctor");
      assertThat(page.statusCode()).isEqualTo(200);
      assertThat(text(page)).isEqualTo("<p>in client/1.2.3</p>");
      assertThat(header(page, "Content-Type")).isEqualTo("text/html;charset=UTF-8");
      assertThat(header(page, "Cache-Control")).isEqualTo("no-cache");
      assertThat(ask(server, "GET", "doctor/x").statusCode()).isEqualTo(404);
    }
  }
}
