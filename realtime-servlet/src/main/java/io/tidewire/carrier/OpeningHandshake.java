package io.tidewire.carrier;

import io.tidewire.engine.LimitException;
import io.tidewire.web.HttpConnectRequest;
import io.tidewire.web.PlainQuery;
import io.tidewire.web.Problems;
import io.tidewire.web.Refusal;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.MessageLimit;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * Checks and answers a client's opening handshake (RFC 6455, section 4.2.1), whichever way the
 * WebSocket is carried.
 *
 * @param request the request
 */
public record OpeningHandshake(HttpServletRequest request) {

  private static final String VERSION = "13";
  private static final String METHOD = "GET";
  private static final String SALT = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
  private static final int KEY_BYTES = 16;

  /**
   * Checks what needs nobody's identity: where the handshake comes from, its form, and its
   * parameters.
   *
   * @param application the application
   * @return what the client takes in one message
   * @throws Refusal if the handshake is refused
   */
  public MessageLimit enter(WebApplication application) {
    HttpConnectRequest arrival = new HttpConnectRequest(request);
    application.gate().enter(arrival);
    check();
    MessageLimit limit = Opening.limitOf(arrival);
    var unused = PlainQuery.read(application.hub(), arrival);
    requireShare(application, arrival);
    return limit;
  }

  /** Tells by the status what it otherwise tells over the WebSocket, for which there is no room. */
  private static void requireShare(WebApplication application, HttpConnectRequest arrival) {
    try {
      application.attachment().requireShare(application.gate().addressOf(arrival));
    } catch (LimitException e) {
      throw Refusal.of(e).endingConnectionOf(arrival);
    }
  }

  /**
   * Checks the form.
   *
   * @throws Refusal if this is no handshake, or one of another version
   */
  void check() {
    if (isByHttp2()) {
      return;
    }
    if (!request.getMethod().equals(METHOD)) {
      throw new Refusal(ErrorCode.BAD_REQUEST, "this resource allows " + METHOD)
          .withStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED);
    }
    if (!isWebSocket()) {
      throw new Refusal(
          ErrorCode.BAD_REQUEST,
          "only WebSockets of version " + VERSION + ", by GET over HTTP/1.1, are supported");
    }
    var unused = key();
  }

  /** {@return whether the container must know how to open a WebSocket (RFC 8441)} */
  private boolean isByHttp2() {
    return !request.getProtocol().startsWith("HTTP/1.");
  }

  private boolean isWebSocket() {
    return !request.getProtocol().equals("HTTP/1.0")
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
   * Answers the client's key (RFC 6455, section 4.2.2).
   *
   * @return the answer
   * @throws Refusal if there is no key
   */
  public String accept() {
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

  /**
   * Answers a handshake that is refused, and says which would not be.
   *
   * @param application the application that refuses
   * @param refusal why
   * @param response an uncommitted response
   * @throws IOException if the response cannot be written
   */
  public static void refuse(
      WebApplication application, Refusal refusal, HttpServletResponse response)
      throws IOException {
    response.setHeader("Sec-WebSocket-Version", VERSION);
    if (refusal.status() == HttpServletResponse.SC_METHOD_NOT_ALLOWED) {
      response.setHeader("Allow", METHOD);
    }
    Problems.write(application, response, refusal);
  }
}
