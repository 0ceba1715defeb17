package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.FirstSteps.Terminal;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The README's first steps work as they stand there, from an empty folder on. */
@ArquillianTest
@RunAsClient
@Timeout(600)
@DisabledIf(
    value = "io.tidewire.it.Server#hasJavaxInterfaces",
    disabledReason = "the README's first steps are those of Jakarta EE 9 and later")
class FirstStepsIT {
  private static final FirstSteps STEPS = FirstSteps.ofReadme();

  @TempDir Path folder;

  @Deployment(testable = false)
  static WebArchive application() {
    Path empty = Path.of("target", "first-steps", System.getProperty("server.id"), "app");
    WebArchive war =
        ShrinkWrap.createFromZipFile(WebArchive.class, STEPS.build(empty.toAbsolutePath()));
    if (Server.needsAllClassesDiscovered()) {
      // As docs/first-steps.md says of this server.
      war.delete("WEB-INF/beans.xml");
      war.addAsWebInfResource(Server.beansXml(), "beans.xml");
    }
    return war;
  }

  @Test
  void theReadmeSaysWhatIsInstalledAndHasAllFiles() {
    assertThat(STEPS.commands("mvn")).anyMatch(command -> command.contains(" install "));
    assertThat(STEPS.files())
        .containsOnlyKeys(
            "pom.xml",
            "src/main/java/com/acme/Headline.java",
            "src/main/java/com/acme/NewsServlet.java",
            "src/main/java/com/acme/Rules.java");
  }

  @Test
  void whatIsPostedIsSeenInTheOtherTerminal() {
    List<String> commands = STEPS.commands("curl");
    assertThat(commands).hasSize(2);
    try (Terminal first = new Terminal(commands.get(0), folder.resolve("first"))) {
      first.awaitLine("retry:");
      first.awaitLine("id:");

      try (Terminal second = new Terminal(commands.get(1), folder.resolve("second"))) {
        assertThat(second.awaitEnd()).isZero();
      }

      first.awaitLine("data:");
      assertThat(first.lines()).containsSubsequence(STEPS.output());
    }
  }

  @Test
  void whatGoesWrongShowsAsTheReadmeSays() {
    URI app = URI.create("http://127.0.0.1:" + Site.PORT + "/app/realtime/");
    assertThat(Site.get(app.resolve("sse?topic=other")).statusCode()).isEqualTo(403);
    assertThat(Server.log())
        .anySatisfy(line -> assertThat(line).contains("'other'", "@AllowSubscribe"));
    assertThat(
            Site.get(URI.create("http://127.0.0.1:" + Site.PORT + "/ap/realtime/sse")).statusCode())
        .isEqualTo(404);
  }
}
