package io.tidewire.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.tidewire.web.Refusal;
import jakarta.servlet.http.HttpServletRequest;
import java.lang.reflect.Proxy;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 4.2. */
class OpeningHandshakeTest {

  private static OpeningHandshake handshake(Map<String, List<String>> fields) {
    return handshake("HTTP/1.1", fields);
  }

  private static OpeningHandshake handshake(String protocol, Map<String, List<String>> fields) {
    return handshake("GET", protocol, fields);
  }

  private static OpeningHandshake handshake(
      String verb, String protocol, Map<String, List<String>> fields) {
    Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    headers.putAll(fields);
    Object request =
        Proxy.newProxyInstance(
            OpeningHandshakeTest.class.getClassLoader(),
            new Class<?>[] {HttpServletRequest.class},
            (proxy, method, arguments) -> {
              if (method.getParameterCount() == 0) {
                return method.getName().equals("getMethod") ? verb : protocol;
              }
              List<String> values = headers.getOrDefault((String) arguments[0], List.of());
              return switch (method.getName()) {
                case "getHeaders" -> Collections.enumeration(values);
                case "getHeader" -> values.stream().findFirst().orElse(null);
                default -> throw new UnsupportedOperationException(method.toString());
              };
            });
    return new OpeningHandshake((HttpServletRequest) request);
  }

  private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

  private static OpeningHandshake handshake(
      String upgrade, String connection, String version, String... keys) {
    return handshake(fields(upgrade, connection, version, keys));
  }

  private static Map<String, List<String>> fields(
      String upgrade, String connection, String version, String... keys) {
    return Map.of(
        "Upgrade", List.of(upgrade),
        "Connection", List.of(connection),
        "Sec-WebSocket-Version", List.of(version),
        "Sec-WebSocket-Key", List.of(keys));
  }

  @Test
  void overHttp10ThereIsNoUpgrade() {
    Map<String, List<String>> fields = fields("websocket", "Upgrade", "13", KEY);
    assertThatThrownBy(handshake("HTTP/1.0", fields)::check)
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("HTTP/1.1");
  }

  /** There it has no head to be judged by, and not all containers can. */
  @Test
  void overHttp2TheContainerJudges() {
    assertThatCode(handshake("CONNECT", "HTTP/2.0", Map.of())::check).doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "HEAD", "OPTIONS", "CONNECT", "get"})
  void itIsAGet(String method) {
    OpeningHandshake handshake =
        handshake(method, "HTTP/1.1", fields("websocket", "Upgrade", "13", KEY));
    Refusal refusal = catchThrowableOfType(Refusal.class, handshake::check);
    assertThat(refusal.status()).isEqualTo(405);
  }

  @Test
  void theSpecificationsExampleIsAccepted() {
    handshake("websocket", "Upgrade", "13", KEY).check();
    assertThat(handshake("websocket", "Upgrade", "13", KEY).accept())
        .isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
  }

  @Test
  void tokensAreFoundAmongOthersInAnyCase() {
    assertThatCode(handshake("h2c, WebSocket", "keep-alive, upgrade", "13", KEY)::check)
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "dGhl", KEY + "AAAA", "not base 64 at all!!!!=="})
  void aKeyThatIsNotSixteenBytesIsRefused(String key) {
    assertThatThrownBy(handshake("websocket", "Upgrade", "13", key)::check)
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("Sec-WebSocket-Key");
  }

  @Test
  void noKeyIsRefused() {
    assertThatThrownBy(handshake("websocket", "Upgrade", "13")::check)
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("Sec-WebSocket-Key");
  }

  @ParameterizedTest
  @CsvSource({"h2c, Upgrade, 13", "websocket, keep-alive, 13", "websocket, Upgrade, 8"})
  void anythingElseIsNoWebSocket(String upgrade, String connection, String version) {
    assertThatThrownBy(handshake(upgrade, connection, version, KEY)::check)
        .isInstanceOf(Refusal.class)
        .hasMessageContaining("WebSockets of version 13");
  }
}
