package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When a thread is made to forget its session, with classes that are called as OpenWebBeans'. */
class SessionForgetterTest {

  private static final String TOLD = SessionForgetterTest.class.getName();
  private static final String TELL =
      "System.setProperty(\"" + TOLD + "\", System.getProperty(\"" + TOLD + "\", \"\") + \"%s \");";

  private static final String BEANLESS = "io.tidewire.test.beanless";

  private static final Map<String, String> CLASSES =
      new TreeMap<>(
          Map.of(
              "org.apache.webbeans.spi.ContextsService",
              "interface ContextsService { void removeThreadLocals(); }",
              "org.apache.webbeans.config.WebBeansContext",
              "class WebBeansContext {"
                  + " public static WebBeansContext currentInstance() {"
                  + " if (Boolean.getBoolean(\"io.tidewire.test.beanless\")) {"
                  + " throw new IllegalStateException(\"no CDI here\"); }"
                  + " return new WebBeansContext(); }"
                  + " public org.apache.webbeans.spi.ContextsService getContextsService() {"
                  + " return () -> { "
                  + TELL.formatted("contexts")
                  + " }; } }",
              "org.apache.webbeans.intercept.SessionScopedBeanInterceptorHandler",
              "class SessionScopedBeanInterceptorHandler {"
                  + " public static void removeThreadLocals() { "
                  + TELL.formatted("beans")
                  + " } }"));

  @TempDir Path folder;

  @AfterEach
  void clear() {
    System.clearProperty(TOLD);
    System.clearProperty(BEANLESS);
  }

  private ClassLoader container() throws Exception {
    List<String> files = new ArrayList<>();
    for (Map.Entry<String, String> each : CLASSES.entrySet()) {
      String name = each.getKey();
      Path file = folder.resolve(name.replace('.', '/') + ".java");
      Files.createDirectories(file.getParent());
      String head = "package " + name.substring(0, name.lastIndexOf('.')) + "; public ";
      Files.writeString(file, head + each.getValue());
      files.add(file.toString());
    }
    assertThat(
            ToolProvider.getSystemJavaCompiler()
                .run(null, null, null, files.toArray(String[]::new)))
        .isZero();
    return new URLClassLoader(new URL[] {folder.toUri().toURL()});
  }

  private static void pass(SessionForgetter filter, boolean asynchronous, FilterChain chain)
      throws Exception {
    ServletRequest request =
        (ServletRequest)
            Proxy.newProxyInstance(
                SessionForgetterTest.class.getClassLoader(),
                new Class<?>[] {ServletRequest.class},
                (proxy, method, arguments) ->
                    method.getName().equals("isAsyncStarted") ? asynchronous : null);
    ServletResponse response =
        (ServletResponse)
            Proxy.newProxyInstance(
                SessionForgetterTest.class.getClassLoader(),
                new Class<?>[] {ServletResponse.class},
                (proxy, method, arguments) -> null);
    filter.doFilter(request, response, chain);
  }

  @Test
  void onlyAnAsynchronousRequestIsForgottenByItsThread() throws Exception {
    SessionForgetter filter = SessionForgetter.find(container()).orElseThrow();
    pass(filter, false, (request, response) -> {});
    assertThat(System.getProperty(TOLD)).isNull();
    pass(filter, true, (request, response) -> assertThat(System.getProperty(TOLD)).isNull());
    assertThat(System.getProperty(TOLD)).isEqualTo("contexts beans ");
  }

  @Test
  void soIsOneThatFails() throws Exception {
    SessionForgetter filter = SessionForgetter.find(container()).orElseThrow();
    FilterChain failing =
        (request, response) -> {
          throw new ServletException("on purpose");
        };
    assertThatThrownBy(() -> pass(filter, true, failing)).hasMessage("on purpose");
    assertThat(System.getProperty(TOLD)).isEqualTo("contexts beans ");
  }

  /** TomEE has OpenWebBeans, which throws for an application that is no archive of beans. */
  @Test
  void anApplicationWithoutBeansHasNothingToForget() throws Exception {
    System.setProperty(BEANLESS, "true");
    SessionForgetter filter = SessionForgetter.find(container()).orElseThrow();
    pass(filter, true, (request, response) -> {});
    assertThat(System.getProperty(TOLD)).isNull();
  }

  @Test
  void withoutOpenWebBeansThereIsNothingToForget() {
    assertThat(SessionForgetter.find(getClass().getClassLoader())).isEmpty();
  }
}
