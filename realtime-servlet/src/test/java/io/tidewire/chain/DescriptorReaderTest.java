package io.tidewire.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import javax.xml.stream.XMLStreamException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Descriptors of all ages, and hostile ones. */
class DescriptorReaderTest {

  private static Descriptor read(String xml) throws XMLStreamException {
    return DescriptorReader.read(
        "test", new ByteArrayInputStream(xml.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource({
    "<async-supported>true</async-supported>, SUPPORTED",
    "<async-supported> TRUE </async-supported>, SUPPORTED",
    "<async-supported>1</async-supported>, SUPPORTED",
    "<async-supported>false</async-supported>, UNSUPPORTED",
    "<async-supported/>, UNSUPPORTED",
    "'', UNKNOWN"
  })
  void whatIsSaidOfAsyncSupportIsRead(String xml, AsyncSupport expected) throws Exception {
    Descriptor descriptor =
        read(
            "<web-app><filter><filter-name> f </filter-name><filter-class>F</filter-class>"
                + xml
                + "</filter></web-app>");

    assertThat(descriptor.filters()).containsOnlyKeys("f").containsValue(expected);
  }

  @Test
  void mappingsAreRead() throws Exception {
    Descriptor descriptor =
        read(
            """
            <web-app>
              <filter-mapping>
                <filter-name>f</filter-name>
                <url-pattern>/a/*</url-pattern><url-pattern>*.b</url-pattern>
                <servlet-name>s</servlet-name>
                <dispatcher>FORWARD</dispatcher><dispatcher>ERROR</dispatcher>
              </filter-mapping>
              <filter-mapping>
                <filter-name>f</filter-name><url-pattern>/c</url-pattern>
              </filter-mapping>
            </web-app>
            """);

    assertThat(descriptor.mappings())
        .containsExactly(
            new Descriptor.Mapping("f", Set.of("/a/*", "*.b", "s"), Set.of("FORWARD", "ERROR")),
            new Descriptor.Mapping("f", Set.of("/c"), Set.of()));
    assertThat(descriptor.mappings())
        .extracting(Descriptor.Mapping::isForRequests)
        .containsExactly(false, true);
  }

  @Test
  void elementsOfTheSameNamesElsewhereDoNotCount() throws Exception {
    Descriptor descriptor =
        read(
            """
            <web-app>
              <servlet><servlet-name>s</servlet-name><async-supported>true</async-supported></servlet>
              <servlet-mapping>
                <servlet-name>s</servlet-name><url-pattern>/s</url-pattern>
              </servlet-mapping>
              <filter>
                <filter-name>f</filter-name>
                <init-param><param-name>x</param-name>
                  <async-supported>true</async-supported></init-param>
              </filter>
            </web-app>
            """);

    assertThat(descriptor.filters()).containsOnlyKeys("f").containsValue(AsyncSupport.UNKNOWN);
    assertThat(descriptor.mappings()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "<web-app metadata-complete='true'/>, true",
    "<web-app metadata-complete='false'/>, false",
    "<web-app/>, false",
    "<web-fragment metadata-complete='true'/>, false"
  })
  void onlyAnApplicationCanBeComplete(String xml, boolean expected) throws Exception {
    assertThat(read(xml).metadataComplete()).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "http://java.sun.com/xml/ns/javaee",
        "http://xmlns.jcp.org/xml/ns/javaee",
        "https://jakarta.ee/xml/ns/jakartaee"
      })
  void everyNamespaceWillDo(String namespace) throws Exception {
    String xml =
        "<j:web-app xmlns:j='%s'><j:filter><j:filter-name>f</j:filter-name></j:filter></j:web-app>";

    assertThat(read(xml.formatted(namespace)).filters()).containsOnlyKeys("f");
  }

  @Test
  void aDocumentTypeIsPassedOver() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    HttpServer server = listener(asked);
    try {
      Descriptor descriptor =
          read(
              "<!DOCTYPE web-app PUBLIC \"-//Sun Microsystems, Inc.//DTD Web Application 2.3//EN\""
                  + " \""
                  + uri(server)
                  + "\"><web-app><filter><filter-name>f</filter-name></filter></web-app>");

      assertThat(descriptor.filters()).containsOnlyKeys("f");
      assertThat(asked).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void noEntityIsFetched(@TempDir Path directory) throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "secret");
    AtomicInteger asked = new AtomicInteger();
    HttpServer server = listener(asked);
    try {
      for (String uri : Set.of(uri(server), secret.toUri().toString())) {
        String xml =
            "<!DOCTYPE web-app [<!ENTITY e SYSTEM \""
                + uri
                + "\"><!ENTITY % p SYSTEM \""
                + uri
                + "\"> %p;]><web-app><filter><filter-name>&e;</filter-name></filter></web-app>";
        assertThatThrownBy(() -> read(xml))
            .isInstanceOf(XMLStreamException.class)
            .hasMessageNotContaining("secret\n");
      }
      assertThat(asked).hasValue(0);
    } finally {
      server.stop(0);
    }
  }

  @Test
  void theSecurityRolesAreReadAndThoseOfConstraintsAreNot() throws Exception {
    Descriptor descriptor =
        read(
            "<web-app><security-constraint><auth-constraint><role-name>*</role-name>"
                + "</auth-constraint></security-constraint>"
                + "<security-role><description>x</description><role-name> clerk </role-name>"
                + "</security-role><security-role><role-name>boss</role-name></security-role>"
                + "<servlet><security-role-ref><role-name>alias</role-name></security-role-ref>"
                + "</servlet></web-app>");
    assertThat(descriptor.roles()).containsExactlyInAnyOrder("clerk", "boss");
  }

  @Test
  void noEntityIsExpanded() {
    assertThatThrownBy(
            () ->
                read(
                    "<!DOCTYPE web-app [<!ENTITY a 'aaaaaaaaaa'><!ENTITY b '&a;&a;&a;&a;&a;&a;'>]>"
                        + "<web-app><filter><filter-name>&b;</filter-name></filter></web-app>"))
        .isInstanceOf(XMLStreamException.class);
  }

  private static HttpServer listener(AtomicInteger asked) throws Exception {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          asked.incrementAndGet();
          exchange.sendResponseHeaders(204, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String uri(HttpServer server) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/x.dtd";
  }
}
