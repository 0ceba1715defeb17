package io.tidewire.it;

import io.tidewire.it.launch.LaunchedConfiguration;
import io.tidewire.it.launch.LaunchedContainer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.arquillian.container.spi.client.container.DeploymentException;
import org.jboss.arquillian.container.spi.client.container.LifecycleException;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/**
 * A server that a test has to itself, and may stop: of the same kind and with the configuration of
 * the one of all tests, but in a folder and on ports of its own.
 */
final class OwnServer implements AutoCloseable {
  private static final Path HOME = Path.of(System.getProperty("server.home", ""));

  private final Path folder;
  private final String options;
  private final Map<String, Integer> ports = new LinkedHashMap<>();
  private final LaunchedContainer container = new LaunchedContainer();
  private boolean running;

  private OwnServer(Path folder, String options) throws IOException {
    this.folder = folder;
    this.options = options;
    for (String name : List.of("http", "wide", "https", "admin", "jmx", "messages")) {
      ports.put(name, free(taken(name)));
    }
  }

  /** Starts one in an empty folder. */
  static OwnServer start(Path folder) throws IOException, LifecycleException {
    return start(folder, Map.of());
  }

  /** The same with these system properties, which only Tomcat heeds. */
  static OwnServer start(Path folder, Map<String, String> properties)
      throws IOException, LifecycleException {
    String options =
        properties.entrySet().stream()
            .map(property -> "-D" + property.getKey() + "=" + property.getValue() + ";")
            .collect(Collectors.joining());
    OwnServer server = new OwnServer(folder, options);
    LaunchedConfiguration configuration =
        switch (Server.ID) {
          case "wildfly" -> server.wildFly();
          case "payara" -> server.payara();
          case "tomcat", "tomcat11" -> server.tomcat();
          default -> throw new AssertionError("not known how to start " + Server.ID);
        };
    configuration.setEnvironment(
        "JAVA_HOME=" + System.getProperty("java.home") + ";LAUNCH_JBOSS_IN_BACKGROUND=true");
    configuration.setDirectory(HOME.toString());
    configuration.setOutput(folder.resolve("console.txt").toString());
    configuration.setPort(server.port());
    configuration.validate();
    server.container.setup(configuration);
    server.container.start();
    server.running = true;
    return server;
  }

  private LaunchedConfiguration wildFly() throws IOException {
    copy(HOME.resolve("standalone/configuration"), folder.resolve("configuration"));
    move(folder.resolve("configuration/standalone.xml"));
    LaunchedConfiguration configuration = new LaunchedConfiguration();
    configuration.setCommand(
        "sh;bin/standalone.sh;-Djboss.server.base.dir=%s;-Djboss.http.port=%d;-Djboss.https.port=%d;-Djboss.management.http.port=%d"
            .formatted(folder, ports.get("http"), ports.get("https"), ports.get("admin")));
    configuration.setDeployments(Files.createDirectory(folder.resolve("deployments")).toString());
    configuration.setStarted("WFLYSRV0025");
    configuration.setDeployed(
        "WFLYSRV0010: Deployed \"{}\\.war|WFLYSRV0016: Replaced .*\"{}\\.war");
    configuration.setFailed("WFLYCTL0013");
    configuration.setUndeployed("WFLYSRV0009: Undeployed \"{}\\.war");
    return configuration;
  }

  private LaunchedConfiguration payara() throws IOException {
    Path domain = folder.resolve("domain1");
    for (String part : List.of("config", "docroot", "lib")) {
      copy(HOME.resolve("glassfish/domains/domain1").resolve(part), domain.resolve(part));
    }
    move(domain.resolve("config/domain.xml"));
    LaunchedConfiguration configuration = new LaunchedConfiguration();
    configuration.setCommand(
        "sh;glassfish/bin/asadmin;start-domain;--verbose;--domaindir=%s;domain1".formatted(folder));
    configuration.setDeployments(Files.createDirectory(domain.resolve("autodeploy")).toString());
    configuration.setStarted("startup time");
    configuration.setDeployed("Successfully autodeployed : .*/{}\\.war");
    configuration.setFailed("(Autodeploy failed|Unable to autodeploy) : .*/{}\\.war");
    configuration.setUndeployed("Successfully autoundeployed : .*/{}\\.war");
    return configuration;
  }

  /** It deploys what is there when it starts, and again whatever has another date. */
  private LaunchedConfiguration tomcat() throws IOException {
    copy(HOME.resolve("conf"), folder.resolve("conf"));
    for (String part : List.of("logs", "temp", "work")) {
      Files.createDirectory(folder.resolve(part));
    }
    Path serverXml = folder.resolve("conf/server.xml");
    Files.writeString(
        serverXml,
        Files.readString(serverXml)
            .replace("autoDeploy=\"false\"", "autoDeploy=\"true\"")
            .replace("<Engine ", "<Engine backgroundProcessorDelay=\"1\" "));
    String properties =
        ports.entrySet().stream()
            .map(port -> "-Dserver.%s.port=%d;".formatted(port.getKey(), port.getValue()))
            .collect(Collectors.joining());
    LaunchedConfiguration configuration = new LaunchedConfiguration();
    configuration.setCommand(
        "%s/bin/java;-Xmx256m;-Dcatalina.home=%s;-Dcatalina.base=%s;-Djava.io.tmpdir=%s;"
                .formatted(System.getProperty("java.home"), HOME, folder, folder.resolve("temp"))
            + "-Dtls.keystore="
            + System.getProperty("tls.keystore")
            + ";"
            + properties
            + options
            + "-cp;%1$s/bin/bootstrap.jar:%1$s/bin/tomcat-juli.jar;".formatted(HOME)
            + "org.apache.catalina.startup.Bootstrap;start");
    configuration.setDeployments(Files.createDirectory(folder.resolve("webapps")).toString());
    configuration.setStarted("Server startup in");
    configuration.setDeployed("Deployment of web application archive .*/{}\\.war.* has finished");
    configuration.setFailed("Error deploying web application archive .*/{}\\.war");
    configuration.setUndeployed("Undeploying context \\[/{}\\]");
    return configuration;
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : files.toList()) {
        Path copied = to.resolve(from.relativize(file).toString());
        Files.createDirectories(copied.getParent());
        Files.copy(file, copied);
      }
    }
  }

  /** Puts the ports of this server where those of the other one are. */
  private void move(Path file) throws IOException {
    String text = Files.readString(file);
    for (Map.Entry<String, Integer> port : ports.entrySet()) {
      text = text.replace("\"" + taken(port.getKey()) + "\"", "\"" + port.getValue() + "\"");
    }
    Files.writeString(file, text);
  }

  private static int taken(String name) {
    return Integer.getInteger("server." + name + ".port", 0);
  }

  /** The next port that nobody listens on. */
  private int free(int taken) {
    for (int port = taken + 1; ; port++) {
      try (ServerSocket free = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
        if (!ports.containsValue(port)) {
          return free.getLocalPort();
        }
      } catch (IOException e) {
        // Somebody does, so it is the next one's turn.
      }
    }
  }

  int port() {
    return ports.getOrDefault("http", 0);
  }

  /** Deploys the application, or puts it in the place of the one of its name. */
  void deploy(WebArchive application) throws DeploymentException {
    container.deploy(application);
  }

  /** Starts it again, with what was deployed. */
  void startAgain() throws LifecycleException {
    container.start();
    running = true;
  }

  /** Stops the server as an operating system does, and waits until it has ended. */
  void stop() throws LifecycleException {
    running = false;
    container.stop();
  }

  @Override
  public void close() throws LifecycleException {
    if (running) {
      stop();
    }
  }
}
