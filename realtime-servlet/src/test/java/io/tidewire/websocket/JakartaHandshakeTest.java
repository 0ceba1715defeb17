package io.tidewire.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the Jakarta WebSocket API tells of a request, and what has to be concluded from it. */
class JakartaHandshakeTest {

  private static final HttpSession SESSION =
      (HttpSession)
          Proxy.newProxyInstance(
              JakartaHandshakeTest.class.getClassLoader(),
              new Class<?>[] {HttpSession.class},
              (proxy, method, arguments) -> method.getName().equals("getId") ? "5e55" : null);

  @Test
  void aClientHasNamedItsSessionIfACookieHasItsId() {
    assertThat(handshake(SESSION, "a=b; JSESSIONID=5e55").saysSessionCookie()).isTrue();
    assertThat(handshake(SESSION, "SESSION=5e55.node1").saysSessionCookie()).isTrue();
    assertThat(handshake(SESSION, "JSESSIONID=0ther").saysSessionCookie())
        .as("begun by this request")
        .isFalse();
    assertThat(handshake(null, "JSESSIONID=5e55").saysSessionCookie()).as("ended").isFalse();
    assertThat(handshake(SESSION, "").sessionId()).contains("5e55");
    assertThat(handshake(null, "").sessionId()).isEmpty();
  }

  @Test
  void theQueryIsAsTheClientWroteIt() {
    assertThat(handshake(null, "").query()).contains("access_token=a%2Bb");
    assertThat(handshake(null, "").method()).isEqualTo("GET");
  }

  /** On a server where the filter does not come before the handshake. */
  @Test
  void theAddressIsThatOfTheUpgradeWhichTheThreadServes() {
    PeerListener listener = new PeerListener();
    listener.requestInitialized(request(null));
    assertThat(handshake(null, "").address()).as("no upgrade").isEmpty();
    listener.requestInitialized(request("dGlkZXdpcmUtdGVzdC1raQ=="));
    assertThat(handshake(null, "").address()).contains("203.0.113.9");
    listener.requestDestroyed(request("dGlkZXdpcmUtdGVzdC1raQ=="));
    assertThat(handshake(null, "").address()).isEmpty();
  }

  private static ServletRequestEvent request(@Nullable String key) {
    ClassLoader loader = JakartaHandshakeTest.class.getClassLoader();
    HttpServletRequest request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                loader,
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getHeader" -> "Sec-WebSocket-Key".equals(arguments[0]) ? key : null;
                      case "getRemoteAddr" -> "203.0.113.9";
                      default -> throw new UnsupportedOperationException(method.getName());
                    });
    ServletContext context =
        (ServletContext)
            Proxy.newProxyInstance(
                loader, new Class<?>[] {ServletContext.class}, (proxy, method, arguments) -> null);
    return new ServletRequestEvent(context, request);
  }

  private static JakartaHandshake handshake(@Nullable HttpSession session, String cookies) {
    return new JakartaHandshake(
        new Asked(Map.of("cookie", List.of(cookies)), "access_token=a%2Bb", session));
  }
}
