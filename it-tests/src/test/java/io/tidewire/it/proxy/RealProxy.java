package io.tidewire.it.proxy;

import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Tls;
import io.tidewire.it.launch.ServerProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.UnaryOperator;

/**
 * A process of a {@link Product} in front of the server, with the documented configuration or one
 * that differs from it. It ends with this JVM at the latest.
 */
public final class RealProxy implements Way {
  private static final Duration PATIENCE = Duration.ofSeconds(5);

  private final Product product;
  private final int serverPort;
  private final int port = freePort();
  private final Path folder;
  private final String mended;
  private final ServerProcess process;

  private RealProxy(
      Product product,
      int serverPort,
      Path folder,
      UnaryOperator<String> setup,
      UnaryOperator<String> flaw)
      throws IOException {
    this.product = product;
    this.serverPort = serverPort;
    this.folder = Files.createDirectories(folder).toAbsolutePath();
    this.mended = setup.apply(product.documented());
    Optional<String> surroundings = product.surroundings();
    if (surroundings.isPresent()) {
      Files.writeString(this.folder.resolve("main.conf"), placed(surroundings.get()));
    }
    Files.writeString(this.folder.resolve("app.pem"), Tls.certificate());
    Files.writeString(this.folder.resolve("app.key"), Tls.key());
    configure(flaw.apply(mended));
    process = new ServerProcess(product.command(this.folder), this.folder.resolve("log.txt"));
    CompletableFuture<String> started = process.next(product.started());
    process.read();
    try {
      Await.result(product.title() + " to start", started);
    } catch (AssertionError e) {
      close();
      throw new AssertionError(log(), e);
    }
  }

  /**
   * Starts one.
   *
   * @param serverPort the server's port of loopback, without TLS
   * @param folder for its files, which stay there
   * @param setup what differs from the documented configuration for good
   * @param flaw what differs from it until it is mended
   */
  public static RealProxy start(
      Product product,
      int serverPort,
      Path folder,
      UnaryOperator<String> setup,
      UnaryOperator<String> flaw) {
    try {
      return new RealProxy(product, serverPort, folder, setup, flaw);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static int freePort() {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return free.getLocalPort();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void configure(String text) throws IOException {
    Files.writeString(folder.resolve("app.conf"), placed(text));
  }

  /** Puts the ports and files of this process where those of the documentation are. */
  private String placed(String text) {
    return text.replaceAll("(?<=[Ll]isten )(80|443)\\b|\\*:80\\b", "127.0.0.1:" + port)
        .replace("127.0.0.1:8080", "127.0.0.1:" + serverPort)
        .replace("/etc/ssl/app.", folder.resolve("app.").toString());
  }

  @Override
  public String origin() {
    return (mended.contains(" ssl") ? "https" : "http") + "://127.0.0.1:" + port;
  }

  @Override
  public void mend() {
    try {
      configure(mended);
      CompletableFuture<String> reloaded = process.next(product.reloaded());
      process.signal(product.reload());
      Await.result(product.title() + " to read its configuration again", reloaded);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String log() {
    try {
      return product.title()
          + " in "
          + folder
          + ":\n"
          + Files.readString(folder.resolve("log.txt"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    try {
      process.end(PATIENCE);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
