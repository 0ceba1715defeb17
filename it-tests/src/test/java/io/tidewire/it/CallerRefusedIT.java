package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.it.app.caller.ejb.EnterpriseDesk;
import io.tidewire.it.app.caller.ejb.EnterpriseRules;
import io.tidewire.it.app.caller.ejb.PrincipalDesk;
import io.tidewire.it.app.caller.ejb.Vault;
import io.tidewire.it.app.caller.ejb.VaultRules;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/**
 * Where rules and handlers of a WebSocket do not see the server's caller, those that ask for it are
 * refused.
 */
@ArquillianTest
@RunAsClient
@Timeout(120)
@EnabledIfSystemProperty(
    named = "server.id",
    matches = "tomee",
    disabledReason = "this server carries the caller to a WebSocket's rule, or has none")
class CallerRefusedIT {

  @ArquillianResource Deployer deployer;

  @Deployment(name = "refused", managed = false, testable = false)
  static WebArchive application() {
    return ShrinkWrap.create(WebArchive.class, "refused.war")
        .addAsLibraries(Server.librariesWithCdi())
        .addClasses(EnterpriseRules.class, Vault.class, VaultRules.class)
        .addClasses(EnterpriseDesk.class, PrincipalDesk.class)
        .addAsWebInfResource(Server.beansXml(), "beans.xml");
  }

  @Test
  void theDeploymentFailsAndTheLogNamesEachRuleItsCauseAndTheRemedy() {
    assertThatThrownBy(() -> deployer.deploy("refused")).hasMessageContaining("refused");

    assertThat(Server.log())
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("EnterpriseRules.may", "is an enterprise bean", "ask the Subscriber"))
        .anySatisfy(line -> assertThat(line).contains("EnterpriseDesk.who"))
        .anySatisfy(line -> assertThat(line).contains("PrincipalDesk.who"))
        .anySatisfy(line -> assertThat(line).contains("VaultRules.opens"))
        .anySatisfy(line -> assertThat(line).contains("VaultRules.is"));
  }
}
