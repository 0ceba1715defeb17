package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.cdi.CdiRules;
import io.tidewire.it.app.health.Checks;
import io.tidewire.it.kit.Envelope;
import jakarta.json.JsonObject;
import jakarta.json.JsonValue;
import java.net.http.HttpResponse;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/** The server's own health endpoint asks the product. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class HealthIT {

  @Deployment(testable = false)
  static WebArchive application() {
    WebArchive archive =
        ShrinkWrap.create(WebArchive.class, "healthy.war")
            .addAsLibraries(Server.librariesWithCdi())
            .addPackage(CdiRules.class.getPackage())
            .addAsWebInfResource(Server.beansXml(), "beans.xml");
    return Server.seesHealthChecksOfExtensions()
        ? archive
        : archive.addPackage(Checks.class.getPackage());
  }

  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "tomcat|tomcat11|jetty|tomee|glassfish",
      disabledReason =
          "this server has no MicroProfile Health, as it is configured for these tests")
  void theApplicationIsReady() {
    HttpResponse<String> answer = Site.get(Server.readiness());
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    List<JsonObject> checks =
        Envelope.unbatch(answer.body())
            .get(0)
            .json()
            .getJsonArray("checks")
            .getValuesAs(JsonValue::asJsonObject);
    assertThat(checks)
        .as(answer.body())
        .filteredOn(check -> check.getString("name").equals("tidewire"))
        .singleElement()
        .satisfies(check -> assertThat(check.getString("status")).isEqualTo("UP"));
  }
}
