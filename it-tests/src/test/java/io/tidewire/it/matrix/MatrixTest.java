package io.tidewire.it.matrix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MatrixTest {

  @TempDir Path directory;
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private Path file;

  @BeforeEach
  void writeReports() throws IOException {
    file = directory.resolve("page.md");
    report("UndeployIT", "one", "<testcase name='nothingIsLeft()' classname='a.UndeployIT(one)'/>");
    report(
        "CdiIT",
        "one",
        "<testcase name='ofATransaction(Transport)[1]' classname='a.CdiIT(one)'>"
            + "<skipped message='no JTA'/></testcase>"
            + "<testcase name='fired(Transport)[1]' classname='a.CdiIT(one)'/>"
            + "<testcase name='fired(Transport)[2]' classname='a.CdiIT(one)'>"
            + "<error message='waited for it&#10;and more'/></testcase>");
  }

  private void report(String test, String server, String cases) throws IOException {
    Files.writeString(
        directory.resolve("TEST-a." + test + "-" + server + ".xml"),
        "<testsuite><properties><property name='server.name' value='Server'/>"
            + "<property name='server.version' value='1.2'/></properties>"
            + cases
            + "</testsuite>");
  }

  private void write() throws IOException {
    Matrix.write(directory, file, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  @Test
  void eachCellCountsItsTestsAndSaysWhyAnyWereSkipped() throws IOException {
    write();

    assertThat(Files.readString(file))
        .contains(
            "| Server 1.2 | not run | not run | not run | not run | not run | not run | not run"
                + " | not run | not run | 1 passed, **1 failed** | skipped 1) | not run | not run"
                + " | 1 passed |\n")
        .contains("1) skipped: no JTA\n");
  }

  @Test
  void theReasonOfAnAssumptionIsItsMessage() throws IOException {
    report(
        "UndeployIT",
        "one",
        "<testcase name='nothingIsLeft()' classname='a.UndeployIT(one)'>"
            + "<skipped type='org.opentest4j.TestAbortedException'>"
            + "org.opentest4j.TestAbortedException: Assumption failed: no list of sockets\n"
            + "\tat a.UndeployIT.nothingIsLeft(UndeployIT.java:1)</skipped></testcase>");

    write();

    assertThat(Files.readString(file)).contains(") skipped: no list of sockets\n");
  }

  /** Of tests that are in no column too; the page has the table only. */
  @Test
  void whatFailedIsPrintedAfterTheTable() throws IOException {
    report(
        "OpsDeskIT",
        "one",
        "<testcase name='logged' classname='a.OpsDeskIT'><failure message='no line'/></testcase>");

    write();

    assertThat(printed.toString(StandardCharsets.UTF_8))
        .endsWith(
            """
            FAILED on Server 1.2: CdiIT.fired: waited for it
            FAILED on Server 1.2: OpsDeskIT.logged: no line
            """);
    assertThat(Files.readString(file)).doesNotContain("FAILED");
  }

  @Test
  void onlyWhatIsBetweenTheMarksIsReplaced() throws IOException {
    Files.writeString(file, "before\n<!-- matrix -->\nold\n<!-- /matrix -->\nafter\n");

    write();

    assertThat(Files.readString(file))
        .startsWith("before\n<!-- matrix -->\n| server |")
        .endsWith("\n<!-- /matrix -->\nafter\n")
        .doesNotContain("old");
  }

  @Test
  void aPageWithoutAPlaceForTheTableIsLeftAlone() throws IOException {
    Files.writeString(file, "something else");

    assertThatThrownBy(this::write)
        .isInstanceOf(IOException.class)
        .hasMessageContaining("no place");
    assertThat(Files.readString(file)).isEqualTo("something else");
  }
}
