package io.tidewire.chain;

import io.tidewire.Hub;
import io.tidewire.chain.war.AnnotatedFilter;
import io.tidewire.chain.war.PublishServlet;
import io.tidewire.chain.war.Rules;
import io.tidewire.spi.TopicAccess;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * A real web application as a directory: the library's jars are in {@code WEB-INF/lib}, classes of
 * its own in {@code WEB-INF/classes}.
 */
public final class War {

  private static final String CLASSES = "WEB-INF/classes";
  private static final String ANNOTATED = AnnotatedFilter.class.getSimpleName();

  private final Path root;
  private final StringBuilder elements = new StringBuilder();
  private String attributes = "";

  private War(Path root) {
    this.root = root;
  }

  /** An application with the library, an open rule and a servlet that publishes. */
  public static War in(Path directory) {
    War war = new War(directory);
    war.lib("realtime-api.jar", classesOf(Hub.class));
    war.lib("realtime-servlet.jar", classesOf(ChainSetup.class));
    war.write(CLASSES + "/META-INF/services/" + TopicAccess.class.getName(), Rules.class.getName());
    return war.copy(path -> !path.getFileName().toString().startsWith(ANNOTATED))
        .declare(
            """
            <servlet>
              <servlet-name>publish</servlet-name>
              <servlet-class>%s</servlet-class>
              <async-supported>true</async-supported>
            </servlet>
            <servlet-mapping>
              <servlet-name>publish</servlet-name><url-pattern>/publish</url-pattern>
            </servlet-mapping>
            """
                .formatted(PublishServlet.class.getName()));
  }

  /** Adds the filter that an annotation declares; all other classes are always there. */
  War withAnnotatedFilter() {
    return copy(path -> path.getFileName().toString().startsWith(ANNOTATED));
  }

  /** Adds elements to {@code web.xml}. */
  War declare(String xml) {
    elements.append(xml);
    return this;
  }

  /** Adds attributes to the root of {@code web.xml}. */
  War attributes(String text) {
    attributes = text;
    return this;
  }

  /** Adds a context-param. */
  public War setting(String name, String value) {
    return declare(
        "<context-param><param-name>%s</param-name><param-value>%s</param-value></context-param>"
            .formatted(name, value));
  }

  /** Adds a service that the library looks for. */
  public War service(Class<?> type, Class<?> implementation) {
    write(CLASSES + "/META-INF/services/" + type.getName(), implementation.getName());
    return this;
  }

  /** Adds a resource to the class path. */
  public War resource(String name, byte[] content) {
    Path path = write(CLASSES + "/" + name, "");
    try {
      Files.write(path, content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  War listener(Class<?> type) {
    return declare("<listener><listener-class>" + type.getName() + "</listener-class></listener>");
  }

  /** Declares a filter for all paths; {@code extras} go into its two elements. */
  public War filter(String name, Class<?> type, String filterExtras, String mappingExtras) {
    return declare(filterXml(name, type, filterExtras, mappingExtras));
  }

  static String filterXml(String name, Class<?> type, String filterExtras, String mappingExtras) {
    return """
    <filter><filter-name>%s</filter-name><filter-class>%s</filter-class>%s</filter>
    <filter-mapping>
      <filter-name>%1$s</filter-name><url-pattern>/*</url-pattern>%4$s
    </filter-mapping>
    """
        .formatted(name, type.getName(), filterExtras, mappingExtras);
  }

  /** Declares a filter for all paths that supports asynchronous requests. */
  public War asyncFilter(String name, Class<?> type) {
    return filter(name, type, "<async-supported>true</async-supported>", "");
  }

  /** Adds a jar that is nothing but a fragment. */
  War fragment(String jar, String xml) {
    Path content = write("../" + jar + ".content/META-INF/web-fragment.xml", xml);
    return lib(jar, content.getParent().getParent());
  }

  Path build() {
    write(
        "WEB-INF/web.xml",
        """
        <?xml version="1.0" encoding="UTF-8"?>
        <web-app xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0" %s>
        %s
        </web-app>
        """
            .formatted(attributes, elements));
    return root;
  }

  /** Adds a library from a directory or, where the build has packed it already, from its jar. */
  private War lib(String name, Path content) {
    Path jar = write("WEB-INF/lib/" + name, "");
    if (Files.isRegularFile(content)) {
      return copied(content, jar);
    }
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Path path : filesIn(content)) {
        out.putNextEntry(new JarEntry(content.relativize(path).toString().replace('\\', '/')));
        Files.copy(path, out);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private War copied(Path from, Path to) {
    try {
      Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private static List<Path> filesIn(Path directory) throws IOException {
    try (Stream<Path> all = Files.walk(directory)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  private War copy(Predicate<Path> which) {
    Path source = classesOf(PublishServlet.class);
    String packageName = PublishServlet.class.getPackageName().replace('.', '/');
    try {
      for (Path path : filesIn(source.resolve(packageName))) {
        if (which.test(path)) {
          Path target = root.resolve(CLASSES).resolve(source.relativize(path).toString());
          Files.createDirectories(target.getParent());
          Files.write(target, Files.readAllBytes(path));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private Path write(String name, String text) {
    Path path = root.resolve(name).normalize();
    try {
      Files.createDirectories(path.getParent());
      return Files.writeString(path, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Where a class comes from: a directory or a jar of this build. */
  static Path classesOf(Class<?> type) {
    return Path.of(URI.create(type.getProtectionDomain().getCodeSource().getLocation().toString()));
  }
}
