package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.cdi.CdiRules;
import io.tidewire.it.app.tx.Ending;
import io.tidewire.it.app.tx.ShopServlet;
import io.tidewire.it.kit.Transport;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What clients see and what is in the server's own database agree, however a transaction ends. The
 * events and the rows are made by business code with declared transactions, of CDI and of
 * enterprise beans.
 */
@ArquillianTest
@RunAsClient
@Timeout(60)
class TransactionIT {
  private static final Site SITE = new Site("shop");
  private static final String WITHOUT_JTA = "tomcat|tomcat11|jetty";
  private static final String WHY = "this server has no JTA";

  /** For a server that does not bind this name by itself. */
  private static final String DEFAULT_DATA_SOURCE =
      """
      <web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='5.0'>
        <resource-ref>
          <res-ref-name>java:comp/DefaultDataSource</res-ref-name>
          <res-type>javax.sql.DataSource</res-type>
          <lookup-name>openejb:Resource/shipments</lookup-name>
        </resource-ref>
      </web-app>
      """;

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    WebArchive war =
        ShrinkWrap.create(WebArchive.class, "shop.war").addAsLibraries(Server.librariesWithCdi());
    if (!Server.isFull()) {
      return war;
    }
    if (!Server.bindsDefaultDataSource()) {
      war.setWebXML(new StringAsset(DEFAULT_DATA_SOURCE));
    }
    return war.addPackage(ShopServlet.class.getPackage())
        .addPackage(CdiRules.class.getPackage())
        .addAsWebInfResource(Server.beansXml(), "beans.xml");
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  static Stream<Arguments> shopsAndTransports() {
    return Stream.of("cdi", "ejb")
        .flatMap(
            shop -> Stream.of(Transport.values()).map(transport -> Arguments.of(shop, transport)));
  }

  @ParameterizedTest
  @MethodSource("shopsAndTransports")
  @DisabledIfSystemProperty(named = "server.id", matches = WITHOUT_JTA, disabledReason = WHY)
  void aCommitPushesOnceInOrderWhatIsInTheDatabaseByThen(String shop, Transport transport) {
    String region = "commit-" + shop + "-" + transport;
    Follower follower = follow(transport, region);

    assertThat(ship(shop, region, Ending.COMMIT, 2, 1)).isEqualTo("returned");

    assertThat(follower.numbers(1)).containsExactly(2);
    assertThat(rows(region)).isEqualTo("[1, 2]");
    ship(shop, region, Ending.COMMIT, 3);
    assertThat(follower.numbers(2)).containsExactly(1, 3);
  }

  /** The commit after it shows that nothing was under way. */
  @ParameterizedTest
  @EnumSource(value = Ending.class, mode = EnumSource.Mode.EXCLUDE, names = "COMMIT")
  @DisabledIfSystemProperty(named = "server.id", matches = WITHOUT_JTA, disabledReason = WHY)
  void aTransactionThatFailsInCdiPushesNothing(Ending ending) {
    assertPushesNothing("cdi", ending);
  }

  @ParameterizedTest
  @EnumSource(value = Ending.class, mode = EnumSource.Mode.EXCLUDE, names = "COMMIT")
  @DisabledIfSystemProperty(named = "server.id", matches = WITHOUT_JTA, disabledReason = WHY)
  void aTransactionThatFailsInAnEnterpriseBeanPushesNothing(Ending ending) {
    assertPushesNothing("ejb", ending);
  }

  private void assertPushesNothing(String shop, Ending ending) {
    String region = shop + "-" + ending;
    Follower follower = follow(Transport.SSE, region);

    String outcome = ship(shop, region, ending, 1, 2);

    assertThat(outcome)
        .startsWith(
            switch (ending) {
              case COMMIT, MARKED -> "returned";
              case EXCEPTION -> "failed in the work";
              case FLUSH_FAILS, RESOURCE_REFUSES -> "failed in the commit";
            });
    assertThat(rows(region)).isEqualTo("[]");
    ship(shop, region, Ending.COMMIT, 3);
    assertThat(follower.numbers(1)).containsExactly(3);
    assertThat(rows(region)).isEqualTo("[3]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cdi", "ejb"})
  @DisabledIfSystemProperty(named = "server.id", matches = WITHOUT_JTA, disabledReason = WHY)
  void aTransactionInsideOneThatFailsPushesItsOwn(String shop) {
    String region = "apart-" + shop;
    Follower follower = follow(Transport.SSE, region);

    assertThat(ship(shop + "-apart", region, Ending.EXCEPTION, 1, 2))
        .startsWith("failed in the work");

    assertThat(follower.numbers(1)).containsExactly(1);
    assertThat(rows(region)).isEqualTo("[1]");
    ship(shop, region, Ending.COMMIT, 3);
    assertThat(follower.numbers(1)).containsExactly(3);
  }

  private Follower follow(Transport transport, String region) {
    return Follower.open(clients, SITE, transport, List.of(), "open/shipped/" + region);
  }

  private static String rows(String region) {
    HttpResponse<String> answer = Site.get(SITE.page("shop?region=" + region));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static String ship(String shop, String region, Ending ending, Integer... numbers) {
    String query =
        Stream.of(numbers)
            .map(n -> "&n=" + n)
            .collect(Collectors.joining("", "?region=" + region + "&ending=" + ending, ""));
    return SITE.post("shop/" + shop + query);
  }
}
