package io.tidewire.sentinel;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Is all of {@code realtime-cdi} that a server of the other name space can load, and says so: there
 * the library's own initializer is no initializer, the application deploys, and nothing of it
 * works.
 *
 * <p>It is silent where the library's own initializer is one, as in an application that a server
 * has converted. It names nothing else of the library, since each jar carries its own.
 */
public final class CdiSentinel implements ServletContainerInitializer {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi.PushEventInitializer");
  private static final String OWN = "/io/tidewire/cdi/PushEventInitializer.class";
  private static final String ARTIFACT = "io.tidewire:realtime-cdi";

  /** Called by the container. */
  public CdiSentinel() {}

  @Override
  public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
    if (!isOwnInitializerOne()) {
      boolean older = ServletContainerInitializer.class.getName().startsWith("javax");
      LOG.log(
          System.Logger.Level.ERROR,
          "This server has the "
              + (older ? "javax" : "jakarta")
              + " packages, but web application '"
              + context.getContextPath()
              + "' contains "
              + (older ? ARTIFACT : ARTIFACT + "-javax")
              + ", of which nothing works here: replace it by "
              + (older ? ARTIFACT + "-javax" : ARTIFACT));
    }
  }

  /** Reads the class instead of loading it, since servers log a class that cannot be loaded. */
  private static boolean isOwnInitializerOne() {
    try (InputStream own = CdiSentinel.class.getResourceAsStream(OWN)) {
      String implemented = ServletContainerInitializer.class.getName().replace('.', '/');
      return own != null
          && new String(own.readAllBytes(), StandardCharsets.ISO_8859_1).contains(implemented);
    } catch (IOException e) {
      return false;
    }
  }
}
