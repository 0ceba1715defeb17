package io.tidewire.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.lang.reflect.Proxy;
import java.security.Principal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the filter asks of requests that are none of its business. */
class LogoutFilterTest {

  private final List<String> asked = new ArrayList<>();
  private int passed;

  @SuppressWarnings("unchecked")
  private <T> T recorded(Class<T> type, Object answer) {
    return (T)
        Proxy.newProxyInstance(
            LogoutFilterTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              asked.add(method.getName());
              return method.getReturnType().isInstance(answer) ? answer : null;
            });
  }

  private void pass(Object answer) throws Exception {
    FilterChain chain = (request, response) -> passed++;
    new LogoutFilter()
        .doFilter(
            recorded(HttpServletRequest.class, answer),
            recorded(HttpServletResponse.class, answer),
            chain);
  }

  @Test
  void aRequestWithoutASessionIsAskedOneThing() throws Exception {
    pass(0);
    assertThat(asked).containsExactly("getRequestedSessionId");
    assertThat(passed).isEqualTo(1);
  }

  @Test
  void beforeTheStartEveryRequestPasses() throws Exception {
    ServletContext context = recorded(ServletContext.class, 0);
    FilterChain chain = (request, response) -> passed++;
    HttpServletRequest request =
        (HttpServletRequest)
            Proxy.newProxyInstance(
                LogoutFilterTest.class.getClassLoader(),
                new Class<?>[] {HttpServletRequest.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getRequestedSessionId" -> "s1";
                      case "getServletContext" -> context;
                      default -> throw new AssertionError(method);
                    });
    new LogoutFilter().doFilter(request, recorded(HttpServletResponse.class, 0), chain);
    assertThat(passed).isEqualTo(1);
  }

  /** A request that names one session, and finds this one and its user behind the chain. */
  private static HttpServletRequest request(
      SessionWatch watch, String named, @Nullable HttpSession present, String user) {
    ServletContext context = fake(ServletContext.class, Map.of("getAttribute", Optional.of(watch)));
    Principal principal = () -> user;
    return fake(
        HttpServletRequest.class,
        Map.of(
            "getRequestedSessionId", Optional.of(named),
            "getServletContext", Optional.of(context),
            "getUserPrincipal", Optional.of(principal),
            "getHeader", Optional.empty(),
            "isRequestedSessionIdValid", Optional.of(false),
            "getSession", Optional.ofNullable(present)));
  }

  private static HttpSession session(String id, boolean isNew) {
    return fake(HttpSession.class, Map.of("getId", Optional.of(id), "isNew", Optional.of(isNew)));
  }

  private static <T> T fake(Class<T> type, Map<String, Optional<?>> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            LogoutFilterTest.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.get(method.getName()).orElse(null)));
  }

  private static void pass(HttpServletRequest request) throws Exception {
    FilterChain chain = (same, response) -> {};
    new LogoutFilter().doFilter(request, fake(HttpServletResponse.class, Map.of()), chain);
  }

  @Test
  void aNewIdThatNoListenerWasToldOfIsFollowed() throws Exception {
    try (WatchedApplication watched = new WatchedApplication()) {
      watched.connect("ann", "s1");
      pass(request(watched.watch, "s1", session("s2", false), "ann"));
      assertThat(watched.watch.knows("s1")).isFalse();
      watched.watch.ended("s2");
      watched.ticker.advance(SessionWatch.DELAY_MILLIS);
      watched.watch.sweep();
      watched.awaitClosed(CloseReason.SIGNED_OUT);
    }
  }

  @Test
  void anotherUserBehindSuchAnIdEndsThoseOfTheOneBefore() throws Exception {
    try (WatchedApplication watched = new WatchedApplication()) {
      watched.connect("ann", "s1");
      pass(request(watched.watch, "s1", session("s2", false), "ben"));
      watched.awaitClosed(CloseReason.OTHER_USER);
    }
  }

  /** As on Jetty, whose cookie has more than the session's id. */
  @Test
  void aCookieMayNameTheNodeBesideTheSession() throws Exception {
    try (WatchedApplication watched = new WatchedApplication()) {
      watched.connect("ann", "s1");
      pass(request(watched.watch, "s1.node0", session("s1", false), "ben"));
      watched.awaitClosed(CloseReason.OTHER_USER);
    }
  }

  /** It would keep the connections of the session whose end is told a moment later. */
  @Test
  void aSessionThatHasJustBegunIsNotFollowed() throws Exception {
    try (WatchedApplication watched = new WatchedApplication()) {
      watched.connect("ann", "s1");
      pass(request(watched.watch, "s1", session("s2", true), "ann"));
      pass(request(watched.watch, "s1", null, "ann"));
      assertThat(watched.watch.knows("s1")).isTrue();
    }
  }
}
