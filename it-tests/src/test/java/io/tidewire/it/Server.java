package io.tidewire.it;

import jakarta.servlet.Servlet;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.shrinkwrap.api.asset.Asset;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.asset.StringAsset;

/** What the tests know of the server that they run on. The build says which one it is. */
final class Server {
  /** In the environment of the tests, and so of the server that they start. */
  static final String UPGRADE = "REALTIME_WEBSOCKET_UPGRADE";

  /** The build's name for it, which is that of its profile; an older server has the newer one's. */
  static final String ID = System.getProperty("server.id", "tomcat");

  private static final Set<String> SERVLET_CONTAINERS = Set.of("tomcat", "tomcat11", "jetty");

  private Server() {}

  /** Whether it is one of Java EE 8 or Jakarta EE 8, for which these tests are transformed. */
  static boolean hasJavaxInterfaces() {
    return Servlet.class.getName().startsWith("javax.");
  }

  /** Whether it has CDI, JSON-B and transactions of its own. */
  static boolean isFull() {
    return !SERVLET_CONTAINERS.contains(ID);
  }

  /** Whether its threads are there to be looked up; TomEE binds none for a WAR by itself. */
  static boolean hasManagedThreads() {
    return isFull() && !ID.equals("tomee");
  }

  /** Whether what its Jakarta Concurrency captures in a handshake includes the caller. */
  static boolean carriesCallers() {
    return isFull() && !ID.equals("tomee");
  }

  /** Whether {@code java:comp/DefaultDataSource} is there without a word of the application. */
  static boolean bindsDefaultDataSource() {
    return !ID.equals("tomee");
  }

  /** Whether its readiness asks beans that a CDI extension has added. */
  static boolean seesHealthChecksOfExtensions() {
    return !ID.equals("wildfly");
  }

  /** Whether it calls the initializers of jars in the {@code lib} of an enterprise application. */
  static boolean callsInitializersOfAnEar() {
    return !ID.equals("liberty");
  }

  /** Where it tells whether it is ready; WildFly does so where it is managed. */
  static URI readiness() {
    int port = ID.equals("wildfly") ? Integer.getInteger("server.admin.port", 0) : Site.PORT;
    return URI.create("http://127.0.0.1:" + port + "/health/ready");
  }

  /** Whether it closes WebSockets whose HTTP session ends, those of anonymous clients too. */
  static boolean endsWebSocketsWithTheirSession() {
    return ID.equals("wildfly") && !upgradesWebSockets();
  }

  /** Whether it may close a WebSocket whose HTTP session ends before the library says goodbye. */
  static boolean mayForestallGoodbyes() {
    return !upgradesWebSockets() && !Set.of("payara", "glassfish").contains(ID);
  }

  /** With which codes a WebSocket may be closed whose user has signed out. */
  static Set<Integer> closeCodesOfSignOut() {
    return mayForestallGoodbyes() ? Set.of(4001, 1008) : Set.of(4001);
  }

  /** Whether it has Tomcat's own leak detection. */
  static boolean isTomcat() {
    return ID.startsWith("tomcat");
  }

  /** Whether a connection stays for as long as its client neither takes any bytes nor leaves. */
  static boolean waitsForStalledClients() {
    return Set.of("payara", "tomee", "liberty").contains(ID)
        || (isTomcat() && upgradesWebSockets());
  }

  /**
   * Whether a WebSocket stays, once closed, for as long as its client neither answers nor leaves.
   */
  static boolean waitsForAnsweredCloses() {
    return Set.of("tomee", "liberty").contains(ID) && !upgradesWebSockets();
  }

  /**
   * Whether a thread that closes a WebSocket stays for good if its client takes no bytes, and
   * leaves meanwhile.
   */
  static boolean keepsThreadsOfCloses() {
    return ID.equals("liberty") && !upgradesWebSockets();
  }

  /**
   * Whether a request that is kept for its next use keeps the handler that it was upgraded to last,
   * as those of its WebSockets are, and so the handler's application.
   */
  static boolean keepsUpgradeHandlers() {
    return ID.equals("payara");
  }

  /** Whether it waits for the four bytes of a frame's mask before it looks whether there is one. */
  static boolean readsMasksUnasked() {
    return ID.equals("liberty");
  }

  /** Whether the applications take WebSockets as upgraded requests, by order or by themselves. */
  static boolean upgradesWebSockets() {
    return switch (String.valueOf(System.getenv(UPGRADE))) {
      case "true" -> true;
      case "false" -> false;
      default -> isTomcat() && !hasJavaxInterfaces();
    };
  }

  /**
   * Whether what it does with frames and handshakes is known case by case: ours alone is on trial,
   * beside the container that most of these tests run on.
   */
  static boolean hasKnownWebSockets() {
    return upgradesWebSockets() || isTomcat();
  }

  /** The product's jars, and where the server has no CDI and JSON-B of its own, those too. */
  static File[] librariesWithCdi() {
    File[] all = new File(System.getProperty("war.libraries")).listFiles();
    if (all == null || all.length == 0) {
      throw new AssertionError("there are no libraries for a WAR");
    }
    return isFull()
        ? Arrays.stream(all)
            .filter(jar -> jar.getName().startsWith("realtime-"))
            .toArray(File[]::new)
        : all;
  }

  /** Whether it finds event classes only in archives all of whose classes it looks at. */
  static boolean needsAllClassesDiscovered() {
    return ID.equals("liberty");
  }

  /**
   * What makes a bean archive of one with event classes. Open Liberty does not take a stereotype of
   * another archive for a bean-defining annotation, so it must look at all classes.
   */
  static Asset beansXml() {
    return needsAllClassesDiscovered() ? beansXml("all") : EmptyAsset.INSTANCE;
  }

  /** The same, with the discovery mode said where the server heeds it. */
  static Asset beansXmlAnnotated() {
    return beansXml(needsAllClassesDiscovered() ? "all" : "annotated");
  }

  private static Asset beansXml(String mode) {
    return new StringAsset(
        "<beans xmlns='https://jakarta.ee/xml/ns/jakartaee' version='3.0' bean-discovery-mode='"
            + mode
            + "'/>");
  }

  /** What the server has logged since it was unpacked. */
  static List<String> log() {
    try (Stream<Path> files = Files.walk(Path.of(System.getProperty("server.home")))) {
      List<String> lines = new ArrayList<>();
      for (Path file : files.filter(Server::isLog).toList()) {
        lines.addAll(Files.readAllLines(file, StandardCharsets.ISO_8859_1));
      }
      return lines;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isLog(Path file) {
    return file.getFileName()
        .toString()
        .matches("((catalina|localhost)\\..*|server|messages|jetty)\\.log");
  }
}
