package io.tidewire.benchmarks.targets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** One target in an embedded Tomcat on a free port of 127.0.0.1. */
public final class TargetServer {

  private static final String MAX_CONNECTIONS = "20000";

  private TargetServer() {}

  /**
   * Serves until standard input ends. Prints the port once it is ready.
   *
   * @param arguments the name of a {@link TargetKind}
   * @throws IOException if there is no place for Tomcat's work files
   * @throws LifecycleException if Tomcat does not start
   */
  public static void main(String[] arguments) throws IOException, LifecycleException {
    Logger.getLogger("org.apache").setLevel(Level.WARNING);
    Path base = Files.createTempDirectory("tidewire-benchmark");
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.toString());
    tomcat.setConnector(connector());
    Target target = TargetKind.valueOf(arguments[0]).create();
    Context context = tomcat.addContext("", base.toString());
    context.addServletContainerInitializer(
        (classes, application) -> {
          target.deploy(application);
          // The default mapping, too: without any, Tomcat refuses paths before it asks a filter.
          application
              .addServlet("control", new ControlServlet(target))
              .addMapping("/publish/*", "/heap", "/");
        },
        Set.of());
    tomcat.start();
    System.out.println(tomcat.getConnector().getLocalPort());
    while (System.in.read() >= 0) {
      // Whoever started this process closes the stream to end it, even by dying.
    }
    delete(base);
    Runtime.getRuntime().halt(0);
  }

  private static void delete(Path directory) throws IOException {
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }

  private static Connector connector() {
    Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
    connector.setPort(0);
    connector.setProperty("address", "127.0.0.1");
    connector.setProperty("maxConnections", MAX_CONNECTIONS);
    connector.setProperty("acceptCount", MAX_CONNECTIONS);
    connector.setProperty("maxKeepAliveRequests", "-1");
    connector.setAsyncTimeout(0);
    return connector;
  }
}
