package io.tidewire.it;

import io.tidewire.it.app.SlowToStop;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

/**
 * Users who have signed in and have an HTTP session are told to come back when their application
 * goes, like everybody else, although the server ends their sessions with it.
 */
@ArquillianTest
@RunAsClient
@Timeout(120)
class SignedInStopIT {
  private static final Site SITE = new Site("signed-in");
  private static final Site SLOW = new Site("slow-to-stop");

  @ArquillianResource Deployer deployer;

  private final Clients clients = new Clients();

  @Deployment(name = "signed-in", managed = false, testable = false)
  static WebArchive application() {
    return SignedInClients.application(SITE);
  }

  @Deployment(name = "slow-to-stop", managed = false, testable = false)
  static WebArchive applicationThatIsSlowToStop() {
    return SignedInClients.application(SLOW).addClass(SlowToStop.class);
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @Test
  void theyAreToldToComeBack() {
    assertToldToComeBack(SITE);
  }

  /** Tomcat and its relatives end the requests of an application that takes longer to stop. */
  @Test
  @DisabledIfSystemProperty(
      named = "tomcat.protocol",
      matches = ".*Nio2.*",
      disabledReason = "with NIO2 the goodbye of such an event stream breaks its chunks")
  void theyAreToldToComeBackByAnApplicationThatIsSlowToStop() {
    assertToldToComeBack(SLOW);
  }

  private void assertToldToComeBack(Site site) {
    deployer.deploy(site.name());
    boolean deployed = true;
    try {
      SignedInClients signedIn = SignedInClients.open(clients, site);

      deployer.undeploy(site.name());
      deployed = false;

      signedIn.assertToldToComeBack();
    } finally {
      if (deployed) {
        deployer.undeploy(site.name());
      }
    }
  }
}
