package io.tidewire.it.launch;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Http;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.arquillian.container.spi.client.protocol.ProtocolDescription;
import org.jboss.arquillian.container.spi.client.protocol.metadata.HTTPContext;
import org.jboss.arquillian.container.spi.client.protocol.metadata.ProtocolMetaData;
import org.jboss.arquillian.container.spi.client.protocol.metadata.Servlet;
import org.jboss.shrinkwrap.api.Archive;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jspecify.annotations.Nullable;

/**
 * Any server that runs in the foreground, deploys what is put into a folder, undeploys what is
 * taken away, and says so. Tests run as clients only.
 */
public final class LaunchedContainer implements DeployableContainer<LaunchedConfiguration> {
  private final HttpClient client = Http.newClient();
  private @Nullable LaunchedConfiguration configuration;
  private @Nullable ServerProcess server;

  @Override
  public Class<LaunchedConfiguration> getConfigurationClass() {
    return LaunchedConfiguration.class;
  }

  @Override
  public void setup(LaunchedConfiguration configuration) {
    this.configuration = configuration;
  }

  @Override
  public ProtocolDescription getDefaultProtocol() {
    return new ProtocolDescription("Local");
  }

  @Override
  public void start() throws LifecycleException {
    try {
      ServerProcess starting =
          new ServerProcess(configuration().process(), configuration().output());
      server = starting;
      CompletableFuture<String> started = starting.next(configuration().started());
      starting.read();
      await(started);
    } catch (IOException | ExecutionException | TimeoutException e) {
      stop();
      throw new LifecycleException("not started, see " + configuration().output(), e);
    }
  }

  @Override
  public void stop() throws LifecycleException {
    try {
      if (server != null) {
        server.end(configuration().patience());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LifecycleException("interrupted", e);
    }
  }

  @Override
  public ProtocolMetaData deploy(Archive<?> archive) throws DeploymentException {
    String name = name(archive);
    CompletableFuture<String> deployed = server().next(configuration().deployed(name));
    CompletableFuture<String> failed = server().next(configuration().failed(name));
    try {
      put(archive);
      await(CompletableFuture.anyOf(deployed, failed));
      if (failed.isDone()) {
        Files.delete(place(archive));
        throw new DeploymentException(failed.join());
      }
      configuration().absent().ifPresent(answer -> awaitPresence(name, answer));
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new DeploymentException(archive.getName() + " is not deployed", e);
    } finally {
      failed.cancel(false);
    }
    return new ProtocolMetaData()
        .addContext(
            new HTTPContext("127.0.0.1", configuration().port())
                .add(new Servlet("default", "/" + name)));
  }

  private void awaitPresence(String name, Pattern absent) {
    HttpRequest request =
        HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + configuration().port() + "/" + name + "/"))
            .build();
    Await.until(name + " to be known", () -> !absent.matcher(answer(request)).find());
  }

  private String answer(HttpRequest request) {
    return Await.result(
        "an answer",
        client
            .sendAsync(request, HttpResponse.BodyHandlers.ofString())
            .thenApply(HttpResponse::body));
  }

  /** The server must not find half an archive. */
  private void put(Archive<?> archive) throws IOException {
    Path complete = Files.createTempFile(archive.getName(), null);
    archive.as(ZipExporter.class).exportTo(complete.toFile(), true);
    Files.move(complete, place(archive), StandardCopyOption.ATOMIC_MOVE);
  }

  @Override
  public void undeploy(Archive<?> archive) throws DeploymentException {
    CompletableFuture<String> undeployed = server().next(configuration().undeployed(name(archive)));
    try {
      Files.delete(place(archive));
      await(undeployed);
    } catch (IOException | ExecutionException | TimeoutException e) {
      throw new DeploymentException(archive.getName() + " is not undeployed", e);
    }
  }

  private Path place(Archive<?> archive) {
    return configuration().deployments().resolve(archive.getName());
  }

  private static String name(Archive<?> archive) {
    return archive.getName().substring(0, archive.getName().lastIndexOf('.'));
  }

  private void await(CompletableFuture<?> line) throws ExecutionException, TimeoutException {
    try {
      line.get(configuration().patience().toSeconds(), TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private LaunchedConfiguration configuration() {
    return Objects.requireNonNull(configuration, "set up first");
  }

  private ServerProcess server() {
    return Objects.requireNonNull(server, "started first");
  }
}
