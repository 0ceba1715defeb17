package io.tidewire.session;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
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
}
