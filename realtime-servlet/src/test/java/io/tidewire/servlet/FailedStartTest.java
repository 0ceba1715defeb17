package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.Hub;
import io.tidewire.HubClosedException;
import io.tidewire.LogRecorder;
import io.tidewire.Topic;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An application that cannot start leaves nothing half-open. */
class FailedStartTest {

  @TempDir Path folder;

  private final AtomicReference<Hub> seen = new AtomicReference<>();

  /** An application's own listener, which runs before the library's. */
  private record Early(Listener listener) implements ServletContainerInitializer {

    @Override
    public void onStartup(@Nullable Set<Class<?>> none, ServletContext context) {
      context.addListener(listener);
    }
  }

  private abstract static class Listener implements ServletContextListener {}

  /** Takes the library's path for an endpoint of its own. */
  private final class Squatter extends Listener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
      ServletContext context = event.getServletContext();
      seen.set((Hub) context.getAttribute("io.tidewire.Hub"));
      seen.get().publish(Topic.of("a"), "early", 1);
      ServerContainer container =
          (ServerContainer) context.getAttribute(ServerContainer.class.getName());
      try {
        container.addEndpoint(
            ServerEndpointConfig.Builder.create(Other.class, "/realtime/ws").build());
      } catch (DeploymentException e) {
        throw new AssertionError(e);
      }
    }
  }

  /** Publishes, and keeps the hub for the test. */
  private final class Publisher extends Listener {

    @Override
    public void contextInitialized(ServletContextEvent event) {
      seen.set((Hub) event.getServletContext().getAttribute("io.tidewire.Hub"));
      seen.get().publish(Topic.of("a"), "early", 1);
    }
  }

  /** The endpoint of somebody else. */
  public static final class Other extends Endpoint {

    @Override
    public void onOpen(Session session, EndpointConfig config) {
      throw new AssertionError("nobody opens it");
    }
  }

  @Test
  void anEndpointThatIsRefusedLeavesNoHubAndNoThread() throws Exception {
    try (LogRecorder log = LogRecorder.of(HubFront.class);
        SignedInTomcat server =
            new SignedInTomcat(
                folder,
                null,
                Map.of("realtime.websocket.upgrade", "false"),
                new Early(new Squatter()))) {
      server.context.setThrowOnFailure(false);
      server.start();
      assertThat(server.context.getState().isAvailable()).isFalse();
      await()
          .untilAsserted(
              () ->
                  assertThat(Thread.getAllStackTraces().keySet())
                      .extracting(Thread::getName)
                      .noneMatch(name -> name.startsWith("tidewire")));
      assertThat(log.messages()).singleElement().asString().contains("dropped (1)");
      assertThatThrownBy(() -> seen.get().publish(Topic.of("a"), "late", 2))
          .isInstanceOf(HubClosedException.class);
    }
  }

  @Test
  void anApplicationsOwnListenerFindsTheHubThatItHasWhenItRuns() throws Exception {
    try (SignedInTomcat server =
        new SignedInTomcat(folder, null, Map.of(), new Early(new Publisher()))) {
      server.start();
      Object hub = server.context.getServletContext().getAttribute("io.tidewire.Hub");
      assertThat(hub).isSameAs(seen.get());
      assertThat(seen.get().publish(Topic.of("a"), "late", 2).toCompletableFuture().join())
          .extracting(position -> position.sequence())
          .isEqualTo(2L);
    }
  }
}
