package io.tidewire.web;

import io.tidewire.chain.TestServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The head of an answer to a request of which the test writes every line. */
record RawAnswer(List<String> lines) {

  private static final int PATIENCE_MILLIS = 20_000;

  static RawAnswer of(TestServer server, String method, String resource, String... headers)
      throws IOException {
    URI uri = server.uri("realtime/");
    List<String> request = new ArrayList<>();
    request.add(method + " " + uri.getRawPath() + resource + " HTTP/1.1");
    if (Arrays.stream(headers).noneMatch(header -> header.startsWith("Host:"))) {
      request.add("Host: 127.0.0.1:" + uri.getPort());
    }
    request.addAll(List.of(headers));
    request.add("\r\n");
    byte[] bytes = String.join("\r\n", request).getBytes(StandardCharsets.ISO_8859_1);
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), uri.getPort())) {
      socket.setSoTimeout(PATIENCE_MILLIS);
      socket.getOutputStream().write(bytes);
      return new RawAnswer(
          head(
              new BufferedReader(
                  new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1))));
    }
  }

  private static List<String> head(BufferedReader in) throws IOException {
    List<String> lines = new ArrayList<>();
    String line = in.readLine();
    while (line != null && !line.isEmpty()) {
      lines.add(line);
      line = in.readLine();
    }
    return lines;
  }

  /** A request for a WebSocket. */
  static RawAnswer upgrade(TestServer server, String... headers) throws IOException {
    return upgradeTo(server, "ws", headers);
  }

  /** The same with a query. */
  static RawAnswer upgradeTo(TestServer server, String resource, String... headers)
      throws IOException {
    List<String> all =
        new ArrayList<>(
            List.of(
                "Connection: Upgrade",
                "Upgrade: websocket",
                "Sec-WebSocket-Version: 13",
                "Sec-WebSocket-Key: dGlkZXdpcmUtdGVzdC1raQ=="));
    all.addAll(Arrays.asList(headers));
    return of(server, "GET", resource, all.toArray(String[]::new));
  }

  int status() {
    return Integer.parseInt(lines.get(0).split(" ", -1)[1]);
  }

  /** The values of all fields of this name, or an empty text. */
  String header(String name) {
    return String.join(
        ", ",
        lines.stream()
            .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
            .map(line -> line.substring(name.length() + 1).trim())
            .toList());
  }

  String text() {
    return String.join("\n", lines);
  }
}
