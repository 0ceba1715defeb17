package io.tidewire.chain;

import java.net.URI;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.Lifecycle;
import org.apache.catalina.LifecycleEvent;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.Valve;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.startup.ContextConfig;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

/** A Tomcat with one web application at {@code /app}, on a free port of the loopback interface. */
public final class TestServer implements AutoCloseable {

  private static final String CONTEXT = "/app";

  private final Tomcat tomcat = new Tomcat();
  private final Context context;

  private TestServer(Path war, Valve... valves) throws LifecycleException {
    tomcat.setBaseDir(war.resolveSibling("tomcat").toString());
    Connector connector = new Connector();
    connector.setProperty("address", "127.0.0.1");
    connector.setPort(0);
    tomcat.setConnector(connector);
    tomcat.setAddDefaultWebXmlToWebapp(false);
    ContextConfig config = new ContextConfig();
    config.setDefaultWebXml(tomcat.noDefaultWebXmlPath());
    for (Valve valve : valves) {
      tomcat.getHost().getPipeline().addValve(valve);
    }
    context = tomcat.addWebapp(tomcat.getHost(), CONTEXT, war.toString(), config);
    context.setParentClassLoader(new HiddenLibrary());
    context.addLifecycleListener(TestServer::addDefaultServlet);
    // Like a server with several applications: one that fails is logged, and is not there.
    if (context instanceof StandardContext standard) {
      standard.setThrowOnFailure(false);
    }
    if (context.getJarScanner() instanceof StandardJarScanner scanner) {
      scanner.setScanClassPath(false);
    }
    tomcat.start();
  }

  /** Without one, the filters do not see paths that no servlet is mapped to. */
  private static void addDefaultServlet(LifecycleEvent event) {
    if (event.getType().equals(Lifecycle.BEFORE_START_EVENT)) {
      Context context = (Context) event.getLifecycle();
      Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
    }
  }

  /** Starts it with valves in front of the application. */
  public static TestServer start(War war, Valve... valves) throws LifecycleException {
    return new TestServer(war.build(), valves);
  }

  boolean isDeployed() {
    return context.getState().isAvailable();
  }

  /** The address of a path of the application. */
  public URI uri(String path) {
    return URI.create(
        "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + CONTEXT + "/" + path);
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
