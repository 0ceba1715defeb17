package io.tidewire.it;

import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Users who have signed in and have an HTTP session are told to come back when their application
 * goes, like everybody else, although the server ends their sessions with it.
 */
@ArquillianTest
@RunAsClient
@Timeout(120)
class SignedInStopIT {
  private static final Site SITE = new Site("signed-in");

  @ArquillianResource Deployer deployer;

  private final Clients clients = new Clients();

  @Deployment(name = "signed-in", managed = false, testable = false)
  static WebArchive application() {
    return SignedInClients.application(SITE);
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @Test
  void theyAreToldToComeBack() {
    deployer.deploy("signed-in");
    boolean deployed = true;
    try {
      SignedInClients signedIn = SignedInClients.open(clients, SITE);

      deployer.undeploy("signed-in");
      deployed = false;

      signedIn.assertToldToComeBack();
    } finally {
      if (deployed) {
        deployer.undeploy("signed-in");
      }
    }
  }
}
