package io.tidewire.it;

import java.nio.file.Path;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

/**
 * Users who have signed in are told to come back, too, when a new version of their application
 * takes its place and when their server is stopped: one that this test has to itself.
 */
@Timeout(300)
class ServerStopIT {

  @TempDir Path folder;

  private final Clients clients = new Clients();

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @Test
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "tomcat|tomcat11|tomee|jetty|glassfish|liberty",
      disabledReason = "these tests do not stop this server")
  @DisabledIfSystemProperty(
      named = "server.home",
      matches = ".*payara5.*",
      disabledReason = "stopped after a redeployment, it ends without stopping its applications")
  void clientsAreToldToComeBackAtARedeploymentAndAtTheServersStop() throws Exception {
    try (OwnServer server = OwnServer.start(folder)) {
      Site site = new Site("stopped", server.port());
      WebArchive application = SignedInClients.application(site);
      server.deploy(application);
      SignedInClients former = SignedInClients.open(clients, site);

      server.deploy(application);

      former.assertToldToComeBack();
      SignedInClients last = SignedInClients.open(clients, site);

      server.stop();

      last.assertToldToComeBack();
    }
  }
}
