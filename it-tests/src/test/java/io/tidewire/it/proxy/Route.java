package io.tidewire.it.proxy;

import static io.tidewire.it.proxy.Edits.CUTTING_IDLE;
import static io.tidewire.it.proxy.Edits.DELAYING;
import static io.tidewire.it.proxy.Edits.DENYING_UPGRADE;
import static io.tidewire.it.proxy.Edits.GZIP;
import static io.tidewire.it.proxy.Edits.HOLDING_BACK;
import static io.tidewire.it.proxy.Edits.HTTP_1_0;
import static io.tidewire.it.proxy.Edits.NONE;
import static io.tidewire.it.proxy.Edits.WITHOUT_HTTP_2;
import static io.tidewire.it.proxy.Edits.WITHOUT_TLS;
import static io.tidewire.it.proxy.Edits.WITHOUT_UPGRADE;
import static io.tidewire.it.proxy.Edits.both;
import static io.tidewire.it.proxy.Edits.replace;
import static io.tidewire.it.proxy.Product.HAPROXY;
import static io.tidewire.it.proxy.Product.HTTPD;
import static io.tidewire.it.proxy.Product.NGINX;

import java.nio.file.Path;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;

/**
 * What may be between a page and the server, and what the browser client uses there.
 *
 * @param id its name in topics and pages
 * @param first the transport that gets through; empty if that is a matter of chance
 * @param mended the one that the client uses after it is mended
 * @param opener opens it
 */
public record Route(String id, String first, String mended, Opener opener) {

  /** What opens a way. */
  @FunctionalInterface
  public interface Opener {

    /**
     * Opens one.
     *
     * @param serverPort the server's port of loopback, without TLS
     * @param folder for the files of all of them
     */
    Way open(int serverPort, Path folder);
  }

  /** Those through the product: with its documented configuration, and with less. */
  public static List<Route> through(Product product) {
    return switch (product) {
      case NGINX ->
          List.of(
              // Over HTTP/2 an event stream is the first choice.
              through(NGINX, "nginx-tls", "sse", "sse", NONE, NONE),
              through(NGINX, "nginx", "websocket", "websocket", WITHOUT_TLS, NONE),
              through(NGINX, "nginx-no-upgrade", "sse", "websocket", WITHOUT_TLS, WITHOUT_UPGRADE),
              through(
                  NGINX,
                  "nginx-http-1-0",
                  "poll",
                  "websocket",
                  WITHOUT_TLS,
                  both(HOLDING_BACK, HTTP_1_0)),
              through(
                  NGINX, "nginx-gzip", "poll", "websocket", WITHOUT_TLS, both(HOLDING_BACK, GZIP)),
              // Over HTTP/2 nginx holds nothing back, whatever it ignores.
              through(
                  NGINX, "nginx-http-1-1-tls", "poll", "websocket", WITHOUT_HTTP_2, HOLDING_BACK),
              through(
                  NGINX, "nginx-cuts-idle", "websocket", "websocket", WITHOUT_TLS, CUTTING_IDLE));
      case HAPROXY ->
          List.of(
              through(HAPROXY, "haproxy", "websocket", "websocket", NONE, NONE),
              through(HAPROXY, "haproxy-no-upgrade", "sse", "websocket", NONE, DENYING_UPGRADE),
              // Each event is late, which is no reason to choose another transport.
              through(
                  HAPROXY,
                  "haproxy-delays",
                  "sse",
                  "websocket",
                  NONE,
                  both(DENYING_UPGRADE, DELAYING)));
      case HTTPD ->
          List.of(
              through(HTTPD, "httpd", "websocket", "websocket", NONE, NONE),
              through(
                  HTTPD,
                  "httpd-no-upgrade",
                  "sse",
                  "websocket",
                  NONE,
                  replace(" upgrade=websocket", "")));
    };
  }

  /** Those through proxies that nobody sets up on purpose. */
  public static List<Route> throughOddOnes() {
    return List.of(
        through("cuts", "", "websocket", FlakyLine::new),
        through("stores", "poll", "websocket", port -> new OddProxy(port, OddProxy.Manner.STORES)),
        through("mutes", "sse", "websocket", port -> new OddProxy(port, OddProxy.Manner.MUTES)));
  }

  private static Route through(
      Product product,
      String id,
      String first,
      String mended,
      UnaryOperator<String> setup,
      UnaryOperator<String> flaw) {
    return new Route(
        id,
        first,
        mended,
        (port, folder) -> RealProxy.start(product, port, folder.resolve(id), setup, flaw));
  }

  private static Route through(String id, String first, String mended, IntFunction<Way> opener) {
    return new Route(id, first, mended, (port, folder) -> opener.apply(port));
  }
}
