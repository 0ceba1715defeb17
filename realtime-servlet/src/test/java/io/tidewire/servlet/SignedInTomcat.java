package io.tidewire.servlet;

import io.tidewire.spi.TopicAccess;
import jakarta.servlet.ServletContainerInitializer;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Map;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.authenticator.BasicAuthenticator;
import org.apache.catalina.connector.Connector;
import org.apache.catalina.core.StandardContext;
import org.apache.catalina.servlets.DefaultServlet;
import org.apache.catalina.session.StandardManager;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.util.descriptor.web.LoginConfig;
import org.apache.tomcat.util.descriptor.web.SecurityCollection;
import org.apache.tomcat.util.descriptor.web.SecurityConstraint;
import org.apache.tomcat.websocket.server.WsSci;
import org.jspecify.annotations.Nullable;

/** A Tomcat with one application of the library, whose users sign in and have HTTP sessions. */
final class SignedInTomcat implements AutoCloseable {

  static final String CREDENTIALS =
      "Basic "
          + Base64.getEncoder().encodeToString("anna:secret".getBytes(StandardCharsets.ISO_8859_1));

  private static final String ROLE = "staff";

  final Tomcat tomcat = new Tomcat();
  final StandardContext context;

  /**
   * Prepares one that is not started.
   *
   * @param sessions where the server stores its sessions at a stop; null for nowhere
   * @param before initializers that are called before that of the library
   */
  SignedInTomcat(
      Path folder,
      @Nullable String sessions,
      Map<String, String> settings,
      ServletContainerInitializer... before)
      throws IOException {
    tomcat.setBaseDir(folder.toString());
    Connector connector = new Connector();
    connector.setProperty("address", "127.0.0.1");
    connector.setPort(0);
    tomcat.setConnector(connector);
    tomcat.addUser("anna", "secret");
    tomcat.addRole("anna", ROLE);
    tomcat.addUser("ben", "secret");
    tomcat.addRole("ben", ROLE);
    context = (StandardContext) tomcat.addContext("", folder.toString());
    context.setParentClassLoader(withRules(folder));
    StandardManager manager = new StandardManager();
    manager.setPathname(sessions);
    context.setManager(manager);
    settings.forEach(context::addParameter);
    requireLogin();
    // Without one, the filters do not see paths that no servlet is mapped to.
    Tomcat.addServlet(context, "default", new DefaultServlet()).addMapping("/");
    Tomcat.addServlet(context, "account", new AccountServlet()).addMapping("/account");
    context.addServletContainerInitializer(new WsSci(), null);
    for (ServletContainerInitializer initializer : before) {
      context.addServletContainerInitializer(initializer, null);
    }
    context.addServletContainerInitializer(new TidewireInitializer(), null);
    // Tomcat's search for leaks in the JDK's classes would need them opened.
    context.setClearReferencesObjectStreamClassCaches(false);
    context.setClearReferencesThreadLocals(false);
    context.setClearReferencesRmiTargets(false);
  }

  private static ClassLoader withRules(Path folder) throws IOException {
    Path services = folder.resolve("classes/META-INF/services");
    Files.createDirectories(services);
    Files.writeString(services.resolve(TopicAccess.class.getName()), OpenRules.class.getName());
    URL classes = folder.resolve("classes").toUri().toURL();
    return new URLClassLoader(new URL[] {classes}, SignedInTomcat.class.getClassLoader());
  }

  private void requireLogin() {
    SecurityCollection everything = new SecurityCollection();
    everything.addPattern("/*");
    SecurityConstraint constraint = new SecurityConstraint();
    constraint.addCollection(everything);
    constraint.addAuthRole(ROLE);
    context.addConstraint(constraint);
    context.addSecurityRole(ROLE);
    context.setLoginConfig(new LoginConfig("BASIC", "test", null, null));
    BasicAuthenticator authenticator = new BasicAuthenticator();
    authenticator.setAlwaysUseSession(true);
    context.getPipeline().addValve(authenticator);
  }

  SignedInTomcat start() throws LifecycleException {
    tomcat.start();
    return this;
  }

  URI uri(String scheme, String resource) {
    return URI.create(
        scheme + "://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/realtime/" + resource);
  }

  /** The page on which users change their session. */
  URI account(String action) {
    return URI.create(
        "http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/account?" + action);
  }

  @Override
  public void close() throws LifecycleException {
    tomcat.stop();
    tomcat.destroy();
  }
}
