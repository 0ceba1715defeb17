package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.login.WhoServlet;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.WsClient;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * Who has signed in is who the rules are asked about, on every transport: by the server's own users
 * on a servlet container, by Jakarta Security on a full server.
 */
@ArquillianTest
@RunAsClient
@Timeout(60)
class LoginIT {
  private static final Site SITE = new Site("login");
  private static final String OWN = "staff/deployer";
  private static final String OTHERS = "staff/root";

  /** The credentials of a user of every server of these tests, as a header. */
  static final String SIGNED_IN = credentials("deployer:deployer");

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return application(SITE);
  }

  /** An application whose transports are for users who have signed in. */
  static WebArchive application(Site site) {
    WebArchive war = site.archive(Map.of()).setWebXML(new StringAsset(descriptor()));
    return Server.isFull()
        ? war.addPackage(WhoServlet.class.getPackage())
            .addAsWebInfResource(EmptyAsset.INSTANCE, "beans.xml")
        : war;
  }

  private static String descriptor() {
    return """
    <web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='5.0'>
      <context-param>
        <param-name>realtime.roles</param-name>
        <param-value>manager-script</param-value>
      </context-param>
      <security-constraint>
        <web-resource-collection>
          <web-resource-name>push</web-resource-name>
          <url-pattern>/realtime/*</url-pattern>
        </web-resource-collection>
        <auth-constraint><role-name>manager-script</role-name></auth-constraint>
      </security-constraint>
      %s
      <security-role><role-name>manager-script</role-name></security-role>
    </web-app>
    """
        .formatted(
            Server.isFull() ? "" : "<login-config><auth-method>BASIC</auth-method></login-config>");
  }

  private static String credentials(String nameAndPassword) {
    byte[] bytes = nameAndPassword.getBytes(StandardCharsets.US_ASCII);
    return "Basic " + Base64.getEncoder().encodeToString(bytes);
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @Test
  void aStreamIsTheSignedInUsers() {
    SseClient stream = clients.sse(SITE.envelopes(OWN), Map.of("Authorization", SIGNED_IN));
    assertThat(stream.events().await().envelope().text("user")).isEqualTo("deployer");
    assertThat(Site.get(SITE.sse(OTHERS), "Authorization", SIGNED_IN).statusCode()).isEqualTo(403);
  }

  @Test
  void aWebSocketIsTheSignedInUsers() {
    WsClient socket = clients.webSocket(SITE.webSocket(), Map.of("Authorization", SIGNED_IN));
    assertThat(socket.await("welcome").text("user")).isEqualTo("deployer");
    socket.subscribe(OTHERS);
    assertThat(socket.await("error").text("code")).isEqualTo("forbidden");
    socket.subscribe(OWN);
    assertThat(socket.await("subscribed").topic()).isEqualTo(OWN);
  }

  @Test
  void aPollIsTheSignedInUsers() {
    assertThat(Site.get(SITE.poll(OWN), "Authorization", SIGNED_IN).statusCode()).isEqualTo(200);
    assertThat(Site.get(SITE.poll(OTHERS), "Authorization", SIGNED_IN).statusCode()).isEqualTo(403);
  }

  @Test
  void whoHasNotSignedInIsRefused() {
    for (URI uri : List.of(SITE.sse(OWN), SITE.poll(OWN))) {
      assertThat(Site.get(uri).statusCode()).isEqualTo(401);
      assertThat(Site.get(uri, "Authorization", credentials("deployer:x")).statusCode())
          .isEqualTo(401);
    }
    assertThat(clients.webSocket(SITE.webSocket()).ends().await().code()).isEqualTo(401);
  }

  /** So nothing needs to be asked beside the servlet container. */
  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "tomcat|tomcat11|jetty",
      disabledReason = "this server has no Jakarta Security")
  void theServletContainersUserIsThatOfJakartaSecurity() {
    URI who = SITE.page("who");
    HttpResponse<String> answer = Site.get(who, "Authorization", SIGNED_IN);
    assertThat(answer.body()).isEqualTo("deployer deployer");
    assertThat(Site.get(who).body()).isIn("nobody nobody", "nobody anonymous");
  }
}
