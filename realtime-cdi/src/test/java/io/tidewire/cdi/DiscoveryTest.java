package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import io.tidewire.cdi.war.FireServlet;
import io.tidewire.cdi.war.OrderShipped;
import io.tidewire.cdi.war.WireTap;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * An annotated record in a jar of its own, in a web application on Tomcat with Weld: whatever the
 * jar says about discovery, it is published, or the deployment fails with its name.
 */
class DiscoveryTest {

  private static final String ANNOTATED =
      "<beans xmlns='https://jakarta.ee/xml/ns/jakartaee' version='3.0'"
          + " bean-discovery-mode='annotated'/>";
  private static final String NONE =
      "<beans xmlns='https://jakarta.ee/xml/ns/jakartaee' version='3.0'"
          + " bean-discovery-mode='none'/>";

  private static final String FIRE =
      "<servlet><servlet-name>fire</servlet-name><servlet-class>"
          + FireServlet.class.getName()
          + "</servlet-class></servlet><servlet-mapping><servlet-name>fire</servlet-name>"
          + "<url-pattern>/fire</url-pattern></servlet-mapping>";

  @TempDir Path folder;

  private WebApplication application(String beansXml) throws Exception {
    return new WebApplication(folder.resolve("application"))
        .withClass(FireServlet.class)
        .withClass(WireTap.class)
        .withFile("WEB-INF/beans.xml", new byte[0])
        .withJar("events.jar", OrderShipped.class, beansXml);
  }

  private static byte[] descriptor(String attributes, String content) {
    return "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='5.0'%s>%s</web-app>"
        .formatted(attributes, content)
        .getBytes(StandardCharsets.UTF_8);
  }

  @ParameterizedTest
  @NullSource
  @ValueSource(strings = {"", ANNOTATED, NONE})
  void isPublishedWhateverItsJarSays(String beansXml) throws Exception {
    try (WebServer server = WebServer.start(folder, application(beansXml).root())) {
      assertThat(server.isDeployed()).isTrue();
      assertThat(server.get("/fire").split(", ", -1))
          .containsExactlyInAnyOrder("orders/eu order-shipped", "orders/us order-shipped");
    }
  }

  @Test
  void isPublishedWhereTheDescriptorIsComplete() throws Exception {
    WebApplication application =
        application(null)
            .withFile("WEB-INF/web.xml", descriptor(" metadata-complete='true'", FIRE));
    try (WebServer server = WebServer.start(folder, application.root())) {
      assertThat(server.get("/fire")).contains("orders/eu order-shipped");
    }
  }

  @Test
  void whatIsFoundTooLateFailsTheDeploymentByName() throws Exception {
    WebApplication application =
        application(null)
            .withFile(
                "WEB-INF/web.xml",
                descriptor(
                    "",
                    "<absolute-ordering><others/><name>tidewire_cdi</name></absolute-ordering>"));
    try (LogRecorder log = LogRecorder.of("org.apache.catalina.core");
        WebServer server = WebServer.start(folder, application.root())) {
      assertThat(server.isDeployed()).isFalse();
      assertThat(log.thrown())
          .anySatisfy(
              cause ->
                  assertThat(cause)
                      .hasMessageContaining(OrderShipped.class.getName())
                      .hasMessageContaining("META-INF/beans.xml"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", ANNOTATED})
  void itsRemedyHelps(String beansXml) throws Exception {
    WebApplication application =
        application(beansXml)
            .withFile(
                "WEB-INF/web.xml",
                descriptor(
                    "",
                    "<absolute-ordering><others/><name>tidewire_cdi</name></absolute-ordering>"));
    try (WebServer server = WebServer.start(folder, application.root())) {
      assertThat(server.get("/fire")).contains("orders/eu order-shipped");
    }
  }

  @Test
  void isPublishedFromTheApplicationsOwnClasses() throws Exception {
    WebApplication application =
        new WebApplication(folder.resolve("application"))
            .withClass(FireServlet.class)
            .withClass(WireTap.class)
            .withClass(OrderShipped.class)
            .withFile("WEB-INF/beans.xml", new byte[0]);
    try (WebServer server = WebServer.start(folder, application.root())) {
      assertThat(server.get("/fire")).contains("orders/eu order-shipped");
    }
  }
}
