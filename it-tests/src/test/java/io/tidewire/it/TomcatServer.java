package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Tls;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** What Tomcat alone can tell about an application that it has undeployed. */
final class TomcatServer {
  private TomcatServer() {}

  /** The applications that the manager takes for leaked: stopped, but still in memory. */
  static String leaks() {
    String credentials =
        Base64.getEncoder().encodeToString("deployer:deployer".getBytes(StandardCharsets.US_ASCII));
    HttpResponse<String> answer =
        Site.send(
            HttpRequest.newBuilder(
                    URI.create(
                        Tls.scheme("http", Site.PORT)
                            + "://127.0.0.1:"
                            + Site.PORT
                            + "/manager/text/findleaks"))
                .header("Authorization", "Basic " + credentials)
                .build());
    assertThat(answer.statusCode()).isEqualTo(200);
    return answer.body();
  }

  /**
   * What the server's own leak detection has logged about the application, but for its own
   * background thread, which it takes for the application's when that is just looking after it.
   */
  static List<String> complaints(String application) {
    List<String> lines = log();
    assertThat(lines).anyMatch(line -> line.contains(application));
    return lines.stream()
        .filter(line -> line.contains("web application [" + application + "]"))
        .filter(line -> !line.contains("thread named [Catalina-utility"))
        .toList();
  }

  private static List<String> log() {
    try (Stream<Path> logs = Files.list(Path.of(System.getProperty("server.home"), "logs"))) {
      List<String> lines = new ArrayList<>();
      for (Path file : logs.filter(TomcatServer::isOfTheServer).toList()) {
        lines.addAll(Files.readAllLines(file));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isOfTheServer(Path log) {
    return log.getFileName().toString().startsWith("catalina.");
  }
}
