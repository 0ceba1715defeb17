package io.tidewire.benchmarks.load;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** Reads the heads of responses, one after the other on a connection, and writes requests. */
final class Head {

  private static final String END = "\r\n\r\n";

  private final StringBuilder text = new StringBuilder();

  /** Takes bytes up to the end of the head; the index behind it, or -1 if it goes on. */
  int take(byte[] bytes, int from, int to) {
    for (int at = from; at < to; at++) {
      if (text.isEmpty() && bytes[at] <= ' ') {
        continue;
      }
      text.append((char) (bytes[at] & 0xff));
      if (bytes[at] == '\n' && text.length() >= END.length() && endsHere()) {
        return at + 1;
      }
    }
    return -1;
  }

  private boolean endsHere() {
    return text.indexOf(END, text.length() - END.length()) >= 0;
  }

  /** Checks the status, or as many of its digits as are given. */
  void expect(int status) {
    if (!text.toString().startsWith("HTTP/1.1 " + status)) {
      throw new IllegalStateException("the server answered: " + text);
    }
  }

  boolean isChunked() {
    return text.toString().toLowerCase(Locale.ROOT).contains("transfer-encoding: chunked");
  }

  int contentLength() {
    String name = "content-length:";
    int at = text.toString().toLowerCase(Locale.ROOT).indexOf(name);
    return at < 0
        ? 0
        : Integer.parseInt(text.substring(at + name.length(), text.indexOf("\r", at)).trim());
  }

  void clear() {
    text.setLength(0);
  }

  static byte[] get(String path, String... headers) {
    return request("GET " + path, "", headers);
  }

  static byte[] post(String path, String type, String body) {
    return request(
        "POST " + path, body, "Content-Type: " + type, "Content-Length: " + body.length());
  }

  private static byte[] request(String first, String body, String... headers) {
    StringBuilder request = new StringBuilder(first).append(" HTTP/1.1\r\nHost: 127.0.0.1\r\n");
    for (String header : headers) {
      request.append(header).append("\r\n");
    }
    return request.append("\r\n").append(body).toString().getBytes(StandardCharsets.US_ASCII);
  }
}
