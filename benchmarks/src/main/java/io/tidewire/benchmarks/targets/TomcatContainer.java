package io.tidewire.benchmarks.targets;

import jakarta.servlet.ServletContainerInitializer;
import java.io.File;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.apache.catalina.Context;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.startup.Tomcat;

/** An embedded Tomcat, with its defaults but for the number of clients and what options say. */
final class TomcatContainer implements Container {

  private static final String MAX_CONNECTIONS = "20000";
  private static final String CONNECTOR = "connector.";
  private static final String CONTEXT = "context.";

  private final Connector connector = new Connector("org.apache.coyote.http11.Http11NioProtocol");
  private final Map<String, String> contextParams = new HashMap<>();

  /**
   * @param options {@code connector.NAME=VALUE}, {@code context.NAME=VALUE}
   */
  TomcatContainer(List<String> options) {
    connector.setPort(0);
    connector.setAsyncTimeout(0);
    property("address", "127.0.0.1");
    property("maxConnections", MAX_CONNECTIONS);
    property("acceptCount", MAX_CONNECTIONS);
    property("maxKeepAliveRequests", "-1");
    options.forEach(this::option);
  }

  private void option(String option) {
    String[] parts = option.split("=", 2);
    if (parts[0].startsWith(CONNECTOR)) {
      property(parts[0].substring(CONNECTOR.length()), parts[1]);
    } else if (parts[0].startsWith(CONTEXT)) {
      contextParams.put(parts[0].substring(CONTEXT.length()), parts[1]);
    } else {
      throw new IllegalArgumentException("neither of the connector nor of the context: " + option);
    }
  }

  private void property(String name, String value) {
    if (!connector.setProperty(name, value)) {
      throw new IllegalArgumentException("the connector knows no " + name);
    }
  }

  @Override
  public int start(ServletContainerInitializer application) throws Exception {
    Logger.getLogger("org.apache").setLevel(Level.WARNING);
    File base = Files.createTempDirectory("tidewire-benchmark").toFile();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(base.getPath());
    tomcat.setConnector(connector);
    tomcat.getEngine().setRealm(new AnyUser());
    Context context = tomcat.addContext("", base.getPath());
    contextParams.forEach(context::addParameter);
    context.addServletContainerInitializer(application, Set.of());
    tomcat.start();
    return connector.getLocalPort();
  }
}
