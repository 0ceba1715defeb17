package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.LogRecorder;
import io.tidewire.cdi.war.BothHubs;
import io.tidewire.cdi.war.EarlyBird;
import io.tidewire.cdi.war.Faulty;
import io.tidewire.cdi.war.FireServlet;
import io.tidewire.cdi.war.OrderShipped;
import io.tidewire.cdi.war.PrincipalRules;
import io.tidewire.cdi.war.WireTap;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A web application finds the hub of its CDI container, and that hub the application's settings.
 */
class WebStartTest {

  @TempDir Path folder;

  private WebApplication application(String webXml) throws Exception {
    return new WebApplication(folder.resolve("application"))
        .withClass(FireServlet.class)
        .withClass(WireTap.class)
        .withClass(OrderShipped.class)
        .withFile("WEB-INF/beans.xml", new byte[0])
        .withFile(
            "WEB-INF/web.xml",
            "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='5.0'>%s</web-app>"
                .formatted(webXml)
                .getBytes(StandardCharsets.UTF_8));
  }

  private static String param(String name, String value) {
    return "<context-param><param-name>%s</param-name><param-value>%s</param-value></context-param>"
        .formatted(name, value);
  }

  @Test
  void whatIsFiredAtTheStartOpensTheHubWithTheApplicationsSettings() throws Exception {
    WebApplication application =
        application(param("realtime.max-message", "1KiB")).withClass(EarlyBird.class);
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        WebServer server = WebServer.start(folder, application.root())) {
      assertThat(server.isDeployed()).isTrue();
      assertThat(log.messages()).isEmpty();
      assertThat(server.get("/fire")).contains("orders/early order-shipped");
      assertThat(server.get("/realtime/info")).contains("1024");
    }
  }

  @Test
  void publicTopicsAreOpenWithoutAClassAndToldInTheLog() throws Exception {
    WebApplication application = application(param("realtime.public-topics", "news/**,host"));
    try (LogRecorder log = LogRecorder.of("io.tidewire.servlet.Registration");
        WebServer server = WebServer.start(folder, application.root())) {
      assertThat(log.messages())
          .contains(
              "everybody may subscribe to these topics of web application ''"
                  + " (realtime.public-topics): news/**, host");
      assertThat(server.get("/realtime/poll?topic=news/a&topic=host&topic=news/**"))
          .contains("\"cursor\"");
      assertThat(server.get("/realtime/poll?topic=news/*")).contains("forbidden");
      assertThat(server.get("/realtime/poll?topic=orders/eu")).contains("forbidden");
    }
  }

  @Test
  void anEntryThatOpensEverythingStopsTheDeployment() throws Exception {
    WebApplication application = application(param("realtime.public-topics", "**"));
    assertThatThrownBy(() -> WebServer.start(folder, application.root()))
        .hasStackTraceContaining("'**' is invalid: opens every topic: write a rule");
  }

  @Test
  void theTransactionApiNeedNotBeThere() throws Exception {
    try (WebServer server = WebServer.start(folder, application("").root())) {
      assertThat(server.sees("jakarta.transaction.Status")).isFalse();
      assertThat(server.get("/fire")).contains("orders/eu order-shipped");
    }
  }

  /**
   * The jar needs its servlets and its hub then, and one line instead of a class that is missing.
   */
  @Test
  void withoutTheClassesOfCdiItSaysSo() throws Exception {
    WebApplication application =
        new WebApplication(folder.resolve("application"))
            .without("weld", "jakarta.enterprise", "jakarta.inject", "jakarta.interceptor");
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        WebServer server = WebServer.start(folder, application.root())) {
      assertThat(server.isDeployed()).isTrue();
      assertThat(log.messages()).singleElement().asString().contains("there is no CDI");
      assertThat(log.thrown()).containsOnlyNulls();
      assertThat(server.get("/realtime/info")).contains("\"transports\"");
    }
  }

  /** Weld is there, but nothing has started it: an expected state, and so no stack trace. */
  @Test
  void withoutAContainerOfCdiItSaysSoInOneLine() throws Exception {
    WebApplication application =
        new WebApplication(folder.resolve("application")).without("weld-servlet-core");
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        WebServer server = WebServer.start(folder, application.root())) {
      assertThat(server.isDeployed()).isTrue();
      assertThat(log.messages()).singleElement().asString().startsWith("No CDI container");
      assertThat(log.thrown()).containsOnlyNulls();
    }
  }

  @Test
  void theContextLeadsToTheHubOfTheBeans() throws Exception {
    try (WebServer server =
        WebServer.start(folder, application("").withClass(BothHubs.class).root())) {
      assertThat(server.get("/both")).isEqualTo("1 2 3 true");
    }
  }

  @Test
  void undeployedItLeavesNoThreadAndNoClass() throws Exception {
    try (WebServer server = WebServer.start(folder, application("").root())) {
      assertThat(server.get("/fire")).contains("orders/eu order-shipped");
      WeakReference<ClassLoader> loader = server.undeploy();
      assertThat(Thread.getAllStackTraces().keySet())
          .extracting(Thread::getName)
          .noneMatch(name -> name.startsWith("tidewire"));
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                System.gc();
                assertThat(loader.refersTo(null)).as("class loader collected").isTrue();
              });
    }
  }

  /** What no server's security answers may not fail at the call only. */
  @Test
  void aRuleThatInjectsThePrincipalStopsTheDeploymentByName() throws Exception {
    WebApplication application = application("").withClass(PrincipalRules.class);
    assertThatThrownBy(() -> WebServer.start(folder, application.root()))
        .hasStackTraceContaining("Principal")
        .hasStackTraceContaining(PrincipalRules.class.getName() + ".caller");
  }

  @Test
  void aFaultyAnnotationStopsTheDeployment() throws Exception {
    WebApplication application = application("").withClass(Faulty.class);
    assertThatThrownBy(() -> WebServer.start(folder, application.root()))
        .hasStackTraceContaining(Faulty.class.getName() + ": template 'orders/{region}'");
  }
}
