package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.threads.ThreadWitness;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.End;
import io.tidewire.it.kit.SseClient;
import io.tidewire.it.kit.WsClient;
import io.tidewire.spi.HubObserver;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Threads are the container's where it has any, unless a setting says no; and end in time. */
@ArquillianTest
@RunAsClient
@Timeout(120)
class ThreadsIT {
  private static final Site ASKING = new Site("threads");
  private static final Site NOT_ASKING = new Site("own-threads");
  private static final String TOPIC = "open/threads";

  @ArquillianResource Deployer deployer;

  private final Clients clients = new Clients();
  private final ServerJvm jvm = new ServerJvm();

  @Deployment(name = "threads", managed = false, testable = false)
  static WebArchive asking() {
    return application(ASKING, "true");
  }

  @Deployment(name = "own-threads", managed = false, testable = false)
  static WebArchive notAsking() {
    return application(NOT_ASKING, "false");
  }

  private static WebArchive application(Site site, String managedThreads) {
    String descriptor =
        """
        <web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='5.0'>
          <context-param>
            <param-name>realtime.managed-threads</param-name>
            <param-value>%s</param-value>
          </context-param>
          <context-param>
            <param-name>realtime.heartbeat</param-name>
            <param-value>1s</param-value>
          </context-param>
          <env-entry>
            <env-entry-name>own-name</env-entry-name>
            <env-entry-type>java.lang.String</env-entry-type>
            <env-entry-value>%s</env-entry-value>
          </env-entry>
        </web-app>
        """
            .formatted(managedThreads, site.name());
    return site.archive(Map.of())
        .setWebXML(new StringAsset(descriptor))
        .addPackage(ThreadWitness.class.getPackage())
        .addAsServiceProvider(HubObserver.class, ThreadWitness.class);
  }

  @AfterEach
  void closeClients() {
    clients.close();
    jvm.close();
  }

  @Test
  void threadsAreTheContainersAndKnowTheNamesOfTheApplication() {
    deployer.deploy("threads");
    try {
      ASKING.publish(1, TOPIC);

      awaitInLog(
          Server.hasManagedThreads()
              ? TOPIC + " observed on tidewire-\\d+, the container's, knowing threads"
              : TOPIC + " observed on tidewire-\\d+, our own, knowing threads");
    } finally {
      deployer.undeploy("threads");
    }
  }

  @Test
  void threadsAreOurOwnWhereTheSettingSaysSo() {
    deployer.deploy("own-threads");
    try {
      NOT_ASKING.publish(1, TOPIC + "/own");

      awaitInLog(TOPIC + "/own observed on tidewire-\\d+, our own, knowing .*");
    } finally {
      deployer.undeploy("own-threads");
    }
  }

  /** The loops say the goodbyes, so they must not end before the clients have heard them. */
  @Test
  void theThreadsEndWithTheApplicationAfterTheGoodbyes() {
    Await.until("the other tests' threads to end", () -> jvm.threads("tidewire").isEmpty());
    deployer.deploy("threads");
    SseClient stream = clients.sse(ASKING.sse(TOPIC));
    WsClient socket = clients.webSocket(ASKING.webSocket());
    socket.subscribe(TOPIC);
    Await.until("the clients", () -> ASKING.subscriptions(TOPIC) == 2);
    assertThat(jvm.threads("tidewire")).hasSizeGreaterThanOrEqualTo(2).contains("tidewire-1");

    deployer.undeploy("threads");

    assertThat(stream.events().await().type()).isEqualTo("bye");
    assertThat(stream.ends().await()).isEqualTo(new End(200, ""));
    assertThat(socket.await("bye").text("reason")).isEqualTo("restart");
    assertThat(socket.ends().await().code()).isEqualTo(1012);
    Await.until("the threads to end", () -> jvm.threads("tidewire").isEmpty());
  }

  /** Counted against the server's own clock: on a slow machine a thread may wake less, not more. */
  @Test
  void withoutClientsNoThreadIsAwakeMoreThanOnceASecond() {
    Await.until("the other tests' threads to end", () -> jvm.threads("tidewire").isEmpty());
    deployer.deploy("threads");
    try {
      letClientsComeAndGo();
      awaitUp(jvm.upSeconds() + 2);
      long begin = jvm.upSeconds();
      Map<String, Long> before = jvm.sleeps("tidewire");
      assertThat(before).containsKey("tidewire-1");

      awaitUp(begin + 10);

      Map<String, Long> woken = jvm.sleeps("tidewire");
      woken.replaceAll((thread, sleeps) -> sleeps - before.getOrDefault(thread, 0L));
      long most = jvm.upSeconds() - begin + 1;
      assertThat(woken.values()).allMatch(n -> n <= most).anyMatch(n -> n > 0);
    } finally {
      deployer.undeploy("threads");
    }
  }

  private void awaitUp(long seconds) {
    Await.until("some seconds of the server's", () -> jvm.upSeconds() >= seconds);
  }

  private void letClientsComeAndGo() {
    SseClient stream = clients.sse(ASKING.sse(TOPIC));
    WsClient socket = clients.webSocket(ASKING.webSocket());
    socket.subscribe(TOPIC);
    Await.until("the clients", () -> ASKING.subscriptions(TOPIC) == 2);
    stream.close();
    socket.close();
    Await.until("no clients", () -> ASKING.subscriptions(TOPIC) == 0);
  }

  private static void awaitInLog(String line) {
    Await.until(
        "'" + line + "' in the log",
        () -> Server.log().stream().anyMatch(l -> l.matches(".*" + line + ".*")));
  }
}
