package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.cdi.CdiRules;
import io.tidewire.it.kit.Transport;
import jakarta.servlet.ServletContext;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.asset.EmptyAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The dependencies that the documentation names for servers without CDI and JSON-B are what an
 * application needs beside the product's own. Maven gets them, by the very lines of the page.
 */
@ArquillianTest
@RunAsClient
@Timeout(60)
@DisabledIfSystemProperty(
    named = "server.id",
    matches = "(?!tomcat|jetty).*",
    disabledReason = "this server has CDI and JSON-B")
class DocumentedLibrariesIT {
  private static final Site SITE = new Site("documented");
  private static final Path PAGE = FirstSteps.PROJECT.resolve("docs/servers.md");
  private static final long PATIENCE_MINUTES = 5;

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    WebArchive war = ShrinkWrap.create(WebArchive.class, SITE.name() + ".war");
    return Server.isFull()
        ? war.addAsWebResource(EmptyAsset.INSTANCE, "empty.txt")
        : war.addAsLibraries(libraries())
            .addPackage(CdiRules.class.getPackage())
            .addAsWebInfResource(Server.beansXmlAnnotated(), "beans.xml");
  }

  private static File[] libraries() {
    List<File> all = new ArrayList<>();
    for (File library : Server.librariesWithCdi()) {
      if (library.getName().startsWith("realtime-")) {
        all.add(library);
      }
    }
    all.addAll(documented());
    return all.toArray(File[]::new);
  }

  private static List<File> documented() {
    try {
      Path project = Files.createTempDirectory("documented");
      Path pom = project.resolve("pom.xml");
      Files.writeString(pom, PROJECT.formatted(lines()));
      Path libraries = project.resolve("libraries");
      maven(pom, libraries);
      File[] found = libraries.toFile().listFiles();
      assertThat(found).isNotEmpty();
      return Arrays.asList(found);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final String PROJECT =
      """
      <project>
        <modelVersion>4.0.0</modelVersion>
        <groupId>documented</groupId>
        <artifactId>documented</artifactId>
        <version>1</version>
        <packaging>war</packaging>
        <dependencies>%s</dependencies>
      </project>
      """;

  /** Those of the page for the name space that these tests are in. */
  private static String lines() throws IOException {
    String namespace = ServletContext.class.getName().replaceFirst("\\..*", "");
    String marked = "<!-- lines for " + namespace + " -->\n```xml\n";
    String page = Files.readString(PAGE);
    int begin = page.indexOf(marked);
    assertThat(begin).as("lines for %s in %s", namespace, PAGE).isNotNegative();
    int first = begin + marked.length();
    return page.substring(first, page.indexOf("```", first));
  }

  private static void maven(Path pom, Path libraries) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                System.getProperty("maven.command"),
                "-q",
                "-B",
                "-f",
                pom.toString(),
                System.getProperty("maven.copy"),
                "-DincludeScope=runtime",
                "-DoutputDirectory=" + libraries));
    if ("offline=true".equals(System.getProperty("maven.network"))) {
      command.add("-o");
    }
    Path said = libraries.resolveSibling("maven.log");
    Process maven =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(said.toFile()).start();
    try {
      assertThat(maven.waitFor(PATIENCE_MINUTES, TimeUnit.MINUTES)).as("Maven has ended").isTrue();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError("interrupted", e);
    }
    assertThat(maven.exitValue()).as(Files.readString(said)).isZero();
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  @ParameterizedTest
  @EnumSource(Transport.class)
  void anEventIsEncodedAndPushed(Transport transport) {
    Follower follower =
        Follower.open(clients, SITE, transport, List.of(), "open/shipped/lines-" + transport);

    SITE.post("fire/class?region=lines-" + transport + "&n=7");

    assertThat(follower.numbers(1)).containsExactly(7);
  }
}
