package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.NamedByQuery;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.WsClient;
import io.tidewire.spi.Authenticator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who somebody is goes from the handshake to the session, and on no container to another's. */
@ArquillianTest
@RunAsClient
@Timeout(60)
class IdentityIT {
  private static final Site SITE = new Site("identity");
  private static final int CLIENTS = 200;

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of())
        .addClass(NamedByQuery.class)
        .addAsServiceProvider(Authenticator.class, NamedByQuery.class);
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @Test
  void whoConnectAtOnceAreNotTakenForOneAnother() {
    List<WsClient> all =
        IntStream.range(0, CLIENTS)
            .mapToObj(i -> clients.webSocket(Http.with(SITE.webSocket(), "name", "user" + i)))
            .toList();

    for (int i = 0; i < CLIENTS; i++) {
      assertThat(all.get(i).await("welcome").text("user")).isEqualTo("user" + i);
    }
  }
}
