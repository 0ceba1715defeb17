package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.Envelope;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** MicroProfile Config, where the server has it, is a place for settings. */
@ArquillianTest
@RunAsClient
@Timeout(60)
@EnabledIfSystemProperty(
    named = "server.id",
    matches = "payara|wildfly",
    disabledReason = "not all servers have MicroProfile Config")
class ConfigIT {
  private static final Site SITE = new Site("config");

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of("realtime.heartbeat", "5s"))
        .addAsResource(
            new StringAsset("realtime.heartbeat=${beat}\nbeat=7s\n"),
            "META-INF/microprofile-config.properties");
  }

  @Test
  void itComesBeforeContextParametersAndResolvesExpressions() {
    String info = Site.get(SITE.uri("info")).body();

    assertThat(Envelope.unbatch(info).get(0).json().getInt("heartbeat")).as(info).isEqualTo(7_000);
  }
}
