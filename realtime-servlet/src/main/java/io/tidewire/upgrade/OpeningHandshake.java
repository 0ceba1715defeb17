package io.tidewire.upgrade;

import io.tidewire.web.Refusal;
import io.tidewire.wire.ErrorCode;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/** Checks and answers a client's opening handshake (RFC 6455, section 4.2.1). */
record OpeningHandshake(HttpServletRequest request) {

  static final String VERSION = "13";

  private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  private boolean isWebSocket() {
    return !"HTTP/1.0".equals(request.getProtocol())
        && has("Upgrade", "websocket")
        && has("Connection", "upgrade")
        && has("Sec-WebSocket-Version", VERSION);
  }

  private boolean has(String header, String token) {
    List<String> lines = Collections.list(request.getHeaders(header));
    return lines.stream()
        .flatMap(line -> Stream.of(line.split(",", -1)))
        .anyMatch(element -> element.trim().equalsIgnoreCase(token));
  }

  /**
   * Returns the answer to the client's key (RFC 6455, section 4.2.2).
   *
   * @throws Refusal if the handshake is not valid
   */
  String accept() {
    if (!isWebSocket()) {
      throw new Refusal(
          ErrorCode.BAD_REQUEST,
          "only WebSockets of version " + VERSION + ", by GET over HTTP/1.1, are supported");
    }
    String key = key();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-1");
      byte[] hash = digest.digest((key + SALT).getBytes(StandardCharsets.US_ASCII));
      return Base64.getEncoder().encodeToString(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-1", e);
    }
  }

  private String key() {
    String key = request.getHeader("Sec-WebSocket-Key");
    try {
      if (key != null && Base64.getDecoder().decode(key.trim()).length == KEY_BYTES) {
        return key.trim();
      }
    } catch (IllegalArgumentException e) {
      throw noKey();
    }
    throw noKey();
  }

  private static Refusal noKey() {
    return new Refusal(ErrorCode.BAD_REQUEST, "Sec-WebSocket-Key is not 16 bytes in Base64");
  }
}
