package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.Hub;
import io.tidewire.Topic;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import javax.management.AttributeChangeNotification;
import javax.management.JMException;
import javax.management.ListenerNotFoundException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.NotificationBroadcasterSupport;
import javax.management.NotificationFilter;
import javax.management.NotificationListener;
import javax.management.ObjectName;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server that says when it suspends, as WildFly does, finds all WebSockets closed before. */
@Timeout(120)
class SuspensionTest {

  private static final String TOPIC = "news";

  /** The interface of the MBean, by its name. */
  public interface StateMBean {}

  /** Tells its listeners on the calling thread, as WildFly's does. */
  public static final class State extends NotificationBroadcasterSupport implements StateMBean {
    private final AtomicInteger listeners = new AtomicInteger();

    @Override
    public void addNotificationListener(
        NotificationListener listener, NotificationFilter filter, Object handback) {
      listeners.incrementAndGet();
      super.addNotificationListener(listener, filter, handback);
    }

    @Override
    public void removeNotificationListener(NotificationListener listener)
        throws ListenerNotFoundException {
      super.removeNotificationListener(listener);
      listeners.decrementAndGet();
    }

    void change(String from, String to) {
      sendNotification(
          new AttributeChangeNotification(
              this, 1, 0, "state", "RunningState", String.class.getName(), from, to));
    }
  }

  @TempDir Path folder;

  private final State state = new State();
  private final MBeanServer server = MBeanServerFactory.createMBeanServer();

  @BeforeEach
  void register() throws JMException {
    server.registerMBean(state, new ObjectName("jboss.root:type=state"));
  }

  @AfterEach
  void release() {
    MBeanServerFactory.releaseMBeanServer(server);
  }

  private SignedInTomcat start(String upgrade) throws Exception {
    return new SignedInTomcat(folder, null, Map.of("realtime.websocket.upgrade", upgrade)).start();
  }

  @Test
  void clientsOfWebSocketsAreToldToComeBackBeforeTheServerSuspends() throws Exception {
    try (SignedInTomcat tomcat = start("false")) {
      HttpClient client = HttpClient.newHttpClient();
      HeardSocket socket = HeardSocket.open(client, tomcat);
      socket.subscribe(TOPIC);
      CompletableFuture<HttpResponse<Void>> stream =
          client.sendAsync(
              HttpRequest.newBuilder(tomcat.uri("http", "sse?topic=" + TOPIC))
                  .header("Authorization", SignedInTomcat.CREDENTIALS)
                  .build(),
              HttpResponse.BodyHandlers.discarding());
      await().until(() -> subscriptions(tomcat) == 2);

      state.change("normal", "suspending");

      assertThat(socket.closed()).isEqualTo(1012);
      assertThat(socket.text()).contains("\"type\":\"bye\"", "\"reconnect\":true");
      assertThat(stream).isNotDone();

      state.change("suspending", "suspended");
      state.change("suspended", "normal");
      HeardSocket again = HeardSocket.open(client, tomcat);
      again.subscribe(TOPIC);
      assertThat(again.isOpen()).isTrue();
    }
  }

  @Test
  void anApplicationThatHasStoppedListensNoLonger() throws Exception {
    try (SignedInTomcat tomcat = start("false")) {
      assertThat(tomcat.context.getState().isAvailable()).isTrue();
      assertThat(state.listeners).hasValue(1);
    }
    assertThat(state.listeners).hasValue(0);
  }

  @Test
  void upgradedRequestsStaySinceTheServerDoesNotCloseThem() throws Exception {
    try (SignedInTomcat tomcat = start("true")) {
      assertThat(tomcat.context.getState().isAvailable()).isTrue();
      assertThat(state.listeners).hasValue(0);
    }
  }

  private static long subscriptions(SignedInTomcat tomcat) {
    Hub hub = (Hub) tomcat.context.getServletContext().getAttribute("io.tidewire.Hub");
    return hub.subscriptions(Topic.of(TOPIC));
  }
}
