package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.DocumentedExample.Command;
import io.tidewire.it.FirstSteps.Terminal;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledIf;
import org.junit.jupiter.api.io.TempDir;

/** The examples of the pages on messages and transfers work as they stand there. */
@ArquillianTest
@RunAsClient
@Timeout(60)
@DisabledIf(
    value = "io.tidewire.it.Server#hasJavaxInterfaces",
    disabledReason = "the examples are for Jakarta EE 9 and later")
class DocumentedMessagesIT {
  private static final DocumentedExample MESSAGES = DocumentedExample.of("messages.md");
  private static final DocumentedExample TRANSFERS = DocumentedExample.of("transfers.md");

  /** What only the server knows before. */
  private static final Pattern NAME = Pattern.compile("\"transfer\":\"([\\w-]{22})\"");

  @TempDir Path folder;

  @Deployment(testable = false)
  static WebArchive application() {
    WebArchive war =
        ShrinkWrap.create(WebArchive.class, "app.war")
            .addAsLibraries(Server.librariesWithCdi())
            .addAsWebInfResource(Server.beansXmlAnnotated(), "beans.xml");
    return TRANSFERS.addTo(MESSAGES.addTo(war));
  }

  private List<String> lines(String command, String name) {
    try (Terminal terminal = new Terminal(command, folder.resolve(name))) {
      assertThat(terminal.awaitEnd()).isZero();
      return terminal.lines();
    }
  }

  @Test
  void aLineIsAnsweredAndSeenInTheOtherTerminal() {
    List<Command> commands = MESSAGES.commands();
    assertThat(commands).hasSize(2);
    try (Terminal first = new Terminal(commands.get(0).text(), folder.resolve("first"))) {
      first.awaitLine("retry:");
      first.awaitLine("id:");

      assertThat(lines(commands.get(1).text(), "second")).containsExactly(commands.get(1).output());

      assertThat(MESSAGES.page()).contains("The first terminal shows `{\"text\":\"Hello\"}`");
      first.awaitLine("data: {\"text\":\"Hello\"}");
    }
  }

  @Test
  void aFileOfOneChunkIsTransferred() {
    List<Command> commands = TRANSFERS.commands();
    assertThat(commands).hasSize(2);
    Command begin = commands.get(0);
    Command chunk = commands.get(1);
    String shown = name(begin.output());
    assertThat(chunk.text()).contains(shown);

    List<String> begun = lines(begin.text().replace("/tmp", folder.toString()), "begun");
    String answer = begun.get(begun.size() - 1);
    String name = name(answer);

    assertThat(answer).isEqualTo(begin.output().replace(shown, name));
    assertThat(begun.get(0)).as("the hash of the file").endsWith("hello.txt");
    assertThat(begin.text()).contains(begun.get(0).substring(0, 64));
    assertThat(lines(chunk.text().replace(shown, name), "chunk")).containsExactly(chunk.output());
  }

  private static String name(String answer) {
    return NAME.matcher(answer)
        .results()
        .map((MatchResult found) -> found.group(1))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no transfer in " + answer));
  }
}
