package io.tidewire.cdi;

import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Enumeration;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.LifecycleState;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.scan.StandardJarScanner;

/**
 * A Tomcat with one web application, which sees of this test's class path only the server's API.
 */
final class WebServer implements AutoCloseable {

  private final Tomcat tomcat = new Tomcat();
  private final Context context;

  private WebServer(Path folder, Path application) throws LifecycleException {
    tomcat.setBaseDir(folder.resolve("tomcat").toString());
    tomcat.setAddDefaultWebXmlToWebapp(false);
    tomcat.setPort(0);
    tomcat.getConnector().setProperty("address", "127.0.0.1");
    context = tomcat.addWebapp("", application.toString());
    context.setParentClassLoader(new ServerApi());
    ((StandardJarScanner) context.getJarScanner()).setScanClassPath(false);
    leaveTheJdkAlone((StandardContext) context);
    tomcat.start();
  }

  /** Tomcat's search for leaks in the JDK's classes would need them opened. */
  private static void leaveTheJdkAlone(StandardContext context) {
    context.setClearReferencesObjectStreamClassCaches(false);
    context.setClearReferencesThreadLocals(false);
    context.setClearReferencesRmiTargets(false);
  }

  static WebServer start(Path folder, Path application) throws LifecycleException {
    return new WebServer(folder, application);
  }

  boolean isDeployed() {
    return context.getState() == LifecycleState.STARTED;
  }

  /** Whether the application can load a class. */
  boolean sees(String className) {
    try {
      context.getLoader().getClassLoader().loadClass(className);
      return true;
    } catch (ClassNotFoundException e) {
      return false;
    }
  }

  /** Takes the application from the server, and gives its class loader to be watched. */
  WeakReference<ClassLoader> undeploy() throws LifecycleException {
    WeakReference<ClassLoader> loader = new WeakReference<>(context.getLoader().getClassLoader());
    context.stop();
    tomcat.getHost().removeChild(context);
    return loader;
  }

  String get(String path) throws IOException, InterruptedException {
    URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + path);
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
        .body();
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }

  private static final class ServerApi extends ClassLoader {

    ServerApi() {
      super(ClassLoader.getPlatformClassLoader());
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.startsWith("org.apache.") || name.startsWith("jakarta.servlet.")) {
        return WebServer.class.getClassLoader().loadClass(name);
      }
      throw new ClassNotFoundException(name);
    }

    @Override
    protected URL findResource(String name) {
      return name.startsWith("org/apache/") ? WebServer.class.getResource("/" + name) : null;
    }

    @Override
    protected Enumeration<URL> findResources(String name) {
      return Collections.emptyEnumeration();
    }
  }
}
