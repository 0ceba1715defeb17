package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.cdi.CdiRules;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.Transport;
import io.tidewire.it.kit.WsClient;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two web applications on one server, each with the product in it, have nothing in common. */
@ArquillianTest
@RunAsClient
@Timeout(120)
class NeighboursIT {
  private static final Site STAYS = new Site("stays");
  private static final Site GOES = new Site("goes");

  @ArquillianResource Deployer deployer;

  private final Clients clients = new Clients();

  @Deployment(name = "stays", testable = false)
  static WebArchive staying() {
    return application(STAYS);
  }

  @Deployment(name = "goes", managed = false, testable = false)
  static WebArchive going() {
    return application(GOES);
  }

  private static WebArchive application(Site site) {
    return ShrinkWrap.create(WebArchive.class, site.name() + ".war")
        .addAsLibraries(Server.librariesWithCdi())
        .addPackage(CdiRules.class.getPackage())
        .addAsWebInfResource(Server.beansXml(), "beans.xml");
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anEventReachesTheClientsOfItsOwnApplicationOnly(Transport transport) {
    String region = "own-" + transport;
    String topic = "open/shipped/" + region;
    deployer.deploy("goes");
    try {
      Follower here = Follower.open(clients, STAYS, transport, List.of(), topic);
      Follower there = Follower.open(clients, GOES, transport, List.of(), topic);

      fire(STAYS, region, 1);
      fire(GOES, region, 2);
      fire(STAYS, region, 3);
      fire(GOES, region, 4);

      assertThat(here.numbers(2)).containsExactly(1, 3);
      assertThat(there.numbers(2)).containsExactly(2, 4);
    } finally {
      deployer.undeploy("goes");
    }
  }

  @Test
  void theEndOfOneIsNotNoticedByTheClientsOfTheOther() {
    String topic = "open/shipped/end";
    deployer.deploy("goes");
    SseClient gone = clients.sse(GOES.sse(topic));
    Await.until("the stream to begin", () -> !gone.lastEventId().isEmpty());
    SseClient stream = clients.sse(STAYS.sse(topic));
    WsClient socket = clients.webSocket(STAYS.webSocket());
    socket.subscribe(topic);
    socket.await("subscribed");
    Await.until("the stream to begin", () -> !stream.lastEventId().isEmpty());

    deployer.undeploy("goes");

    assertThat(gone.events().await().type()).isEqualTo("bye");
    fire(STAYS, "end", 1);
    assertThat(stream.events().await().data()).contains("\"n\":1");
    assertThat(socket.await("event").data().asJsonObject().getInt("n")).isEqualTo(1);
    assertThat(stream.ends().all()).isEmpty();
    assertThat(socket.ends().all()).isEmpty();
  }

  private static void fire(Site site, String region, int n) {
    site.post("fire/class?region=" + region + "&n=" + n);
  }
}
