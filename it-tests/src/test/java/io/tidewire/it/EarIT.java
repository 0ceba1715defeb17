package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.cdi.CdiRules;
import io.tidewire.it.app.cdi.Shipped;
import io.tidewire.it.app.ear.ejb.Warehouse;
import io.tidewire.it.app.ear.web.DispatchServlet;
import io.tidewire.it.kit.Transport;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.EnterpriseArchive;
import org.jboss.shrinkwrap.api.spec.JavaArchive;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The product's jars in the {@code lib} of an enterprise application with two web applications: one
 * hub, which a module of enterprise beans fires to and the clients of both listen to.
 */
@ArquillianTest
@RunAsClient
@Timeout(60)
class EarIT {
  private static final Site ONE = new Site("one");
  private static final Site TWO = new Site("two");

  private static final String WITH_LISTENER =
      """
      <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="6.0">
        <listener>
          <listener-class>io.tidewire.servlet.TidewireListener</listener-class>
        </listener>
      </web-app>
      """;

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static Archive<?> application() {
    return Server.isFull()
        ? ShrinkWrap.create(EnterpriseArchive.class, "company.ear")
            .addAsLibraries(Server.librariesWithCdi())
            .addAsLibrary(jar("events.jar").addClasses(Shipped.class, CdiRules.class))
            .addAsModule(jar("warehouse.jar").addPackage(Warehouse.class.getPackage()))
            .addAsModule(war(ONE))
            .addAsModule(war(TWO))
        : ShrinkWrap.create(WebArchive.class, "no-company.war")
            .addAsWebResource(EmptyAsset.INSTANCE, "empty.txt");
  }

  private static JavaArchive jar(String name) {
    return ShrinkWrap.create(JavaArchive.class, name)
        .addAsManifestResource(Server.beansXml(), "beans.xml");
  }

  private static WebArchive war(Site site) {
    WebArchive archive =
        ShrinkWrap.create(WebArchive.class, site.name() + ".war")
            .addPackage(DispatchServlet.class.getPackage());
    return Server.callsInitializersOfAnEar()
        ? archive
        : archive.setWebXML(new StringAsset(WITH_LISTENER));
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  @DisabledIfSystemProperty(
      named = "server.id",
      matches = "tomcat|tomcat11|jetty",
      disabledReason = "this server has no enterprise applications")
  void whatAnEnterpriseBeanFiresReachesTheClientsOfBothWebApplications(Transport transport) {
    String region = "ear-" + transport;
    Follower one = follow(ONE, transport, region);
    Follower two = follow(TWO, transport, region);

    dispatch(ONE, region, 1);
    dispatch(TWO, region, 2);

    assertThat(one.numbers(2)).containsExactly(1, 2);
    assertThat(two.numbers(2)).containsExactly(1, 2);
  }

  private Follower follow(Site site, Transport transport, String region) {
    return Follower.open(clients, site, transport, List.of(), "open/shipped/" + region);
  }

  private static void dispatch(Site site, String region, int n) {
    site.post("dispatch?region=" + region + "&n=" + n);
  }
}
