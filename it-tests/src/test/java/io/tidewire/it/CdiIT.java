package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.cdi.CdiRules;
import io.tidewire.it.app.jta.TransactionServlet;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Transport;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * What business code fires as CDI events reaches the clients of each transport: with the server's
 * own CDI where it has one, else with one that the application brings.
 */
@ArquillianTest
@RunAsClient
@Timeout(60)
class CdiIT {
  private static final Site SITE = new Site("cdi");

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    WebArchive war = ShrinkWrap.create(WebArchive.class, "cdi.war");
    if (Server.isFull()) {
      war.addPackage(TransactionServlet.class.getPackage());
    }
    return war.addAsLibraries(Server.librariesWithCdi())
        .addPackage(CdiRules.class.getPackage())
        .addAsWebInfResource(Server.beansXmlAnnotated(), "beans.xml");
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anEventOfAnAnnotatedClassIsPushed(Transport transport) {
    Follower follower = follow(transport, "open/shipped/class-" + transport);

    fire("fire/class", "class-" + transport, 7);

    Envelope event = follower.next("event");
    assertThat(event.text("event")).isEqualTo("shipped");
    assertThat(event.data().asJsonObject().getString("region")).isEqualTo("class-" + transport);
    assertThat(event.data().asJsonObject().getInt("n")).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anEventOfAnAnnotatedInjectionPointIsPushed(Transport transport) {
    Follower follower = follow(transport, "open/arrived/point-" + transport);

    fire("fire/point", "point-" + transport, 8);

    Envelope event = follower.next("event");
    assertThat(event.text("event")).isEqualTo("arrived");
    assertThat(event.data().asJsonObject().getInt("n")).isEqualTo(8);
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anEventThatIsFiredAsynchronouslyIsPushed(Transport transport) {
    Follower follower = follow(transport, "open/shipped/async-" + transport);

    fire("fire/async", "async-" + transport, 9);

    assertThat(follower.numbers(1)).containsExactly(9);
  }

  /** What the servlet publishes at once shows that the event fired before it was held. */
  @ParameterizedTest
  @EnumSource(Transport.class)
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "tomcat|tomcat11|jetty",
      disabledReason = "this server has no JTA")
  void anEventOfATransactionIsPushedAfterItsCommitAndNotAtAllAfterARollback(Transport transport) {
    Follower follower = follow(transport, "open/shipped/tx-" + transport);

    fire("transaction/rollback", "tx-" + transport, 10);
    fire("transaction/commit", "tx-" + transport, 20);

    assertThat(follower.numbers(3)).containsExactly(11, 21, 20);
  }

  private Follower follow(Transport transport, String topic) {
    return Follower.open(clients, SITE, transport, List.of(), topic);
  }

  private static void fire(String how, String region, int n) {
    SITE.post(how + "?region=" + region + "&n=" + n);
  }
}
