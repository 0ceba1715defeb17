package io.tidewire.benchmarks.targets;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.catalina.startup.Tomcat;
import org.atmosphere.cpr.AtmosphereServlet;
import org.cometd.server.BayeuxServerImpl;
import org.eclipse.jetty.server.Server;

/** The versions of what the targets run on. */
public final class Versions {

  private static final String JAR = ".jar";

  private Versions() {}

  /**
   * All of them.
   *
   * @return the names of their jars
   */
  public static List<String> all() {
    return Stream.of(Tomcat.class, AtmosphereServlet.class, BayeuxServerImpl.class, Server.class)
        .map(Versions::jar)
        .toList();
  }

  private static String jar(Class<?> type) {
    String path = type.getProtectionDomain().getCodeSource().getLocation().getPath();
    return String.valueOf(Path.of(path).getFileName()).replace(JAR, "");
  }
}
