package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.json.Json;
import java.io.StringReader;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A browser of these tests: it keeps the cookies that the application gives. */
final class Visitor {
  private final Site site;
  private final Map<String, String> cookies = new TreeMap<>();

  Visitor(Site site) {
    this.site = site;
  }

  /** Another browser, which knows the same cookies as this one knows now. */
  Visitor copy() {
    Visitor copy = new Visitor(site);
    copy.cookies.putAll(cookies);
    return copy;
  }

  /** Sends a request without a body to something of the application's own. */
  HttpResponse<String> ask(String method, String path, String... headers) {
    return send(method, path, null, headers);
  }

  /** Sends JSON to something of the application's own. */
  HttpResponse<String> post(String path, String json, String... headers) {
    return send("POST", path, json, headers);
  }

  private HttpResponse<String> send(String method, String path, String json, String... headers) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(site.page(path))
            .method(method, json == null ? BodyPublishers.noBody() : BodyPublishers.ofString(json));
    headers().forEach(request::header);
    if (json != null) {
      request.header("Content-Type", "application/json");
    }
    for (int i = 0; i < headers.length; i += 2) {
      request.setHeader(headers[i], headers[i + 1]);
    }
    HttpResponse<String> answer = Site.send(request.build());
    answer.headers().allValues("Set-Cookie").forEach(this::keep);
    return answer;
  }

  private void keep(String setCookie) {
    String[] pair = setCookie.split(";", 2)[0].split("=", 2);
    if (pair[1].isEmpty() || pair[1].equals("\"\"")) {
      cookies.remove(pair[0]);
    } else {
      cookies.put(pair[0], pair[1]);
    }
  }

  /** The cookies as a header, which WebSockets and event streams are opened with as well. */
  Map<String, String> headers() {
    return cookies.isEmpty()
        ? Map.of()
        : Map.of(
            "Cookie",
            cookies.entrySet().stream()
                .map(cookie -> cookie.getKey() + "=" + cookie.getValue())
                .collect(Collectors.joining("; ")));
  }

  /** The id of the session, or null. */
  String session() {
    return cookies.get("JSESSIONID");
  }

  /** Whom the product takes this browser's user for, or empty. */
  String user() {
    HttpResponse<String> info = ask("GET", "realtime/info");
    assertThat(info.statusCode()).isEqualTo(200);
    return Json.createReader(new StringReader(info.body())).readObject().getString("user", "");
  }
}
