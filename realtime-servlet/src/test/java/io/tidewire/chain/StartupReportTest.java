package io.tidewire.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import io.tidewire.chain.war.EagerGzipFilter;
import io.tidewire.chain.war.InCode;
import io.tidewire.chain.war.LegacyFilter;
import java.nio.file.Path;
import java.util.List;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is logged of an application's filters when it starts. */
class StartupReportTest {

  @TempDir Path directory;
  private War war;

  @BeforeEach
  void prepare() {
    war = War.in(directory.resolve("war"));
  }

  private List<String> warnings() throws Exception {
    try (LogRecorder log = LogRecorder.of("io.tidewire");
        TestServer server = TestServer.start(war)) {
      assertThat(server.isDeployed()).isTrue();
      assertThat(log.failures()).isEmpty();
      return log.messages(Level.WARNING);
    }
  }

  @Test
  void nothingIsLoggedWhenAllIsWell() throws Exception {
    war.asyncFilter("modern", LegacyFilter.class)
        .declare(
            War.filterXml("elsewhere", EagerGzipFilter.class, "", "").replace("/*", "/pages/*"))
        .filter("on-errors", LegacyFilter.class, "", "<dispatcher>ERROR</dispatcher>");

    assertThat(warnings()).isEmpty();
  }

  @Test
  void whatCannotBeKnownIsNotLogged() throws Exception {
    war.listener(InCode.class);

    assertThat(warnings()).isEmpty();
  }

  @Test
  void allObstaclesAreInOneMessageWithTheirRemedies() throws Exception {
    war.filter("legacy", LegacyFilter.class, "", "")
        .withAnnotatedFilter()
        .asyncFilter("zip", EagerGzipFilter.class);

    assertThat(warnings()).hasSize(1);
    assertThat(warnings().get(0).lines())
        .hasSize(4)
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("web application '/app'", "/realtime/sse, /realtime/poll"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("'legacy' (", "WEB-INF/web.xml", "does not support asynchronous")
                    .contains("add <async-supported>true</async-supported>"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("AnnotatedFilter", "add asyncSupported = true to its @WebFilter"))
        .anySatisfy(
            line ->
                assertThat(line)
                    .contains("'zip' (", "compresses responses, judging by its name alone")
                    .contains("exclude these paths from its mapping"));
  }

  @Test
  void filtersThatArePassedByAreNamed() throws Exception {
    war.setting("realtime.first-in-chain", "true")
        .filter("legacy", LegacyFilter.class, "", "")
        .asyncFilter("app-security", LegacyFilter.class)
        .declare(War.filterXml("elsewhere", LegacyFilter.class, "", "").replace("/*", "/pages/*"));

    assertThat(warnings()).hasSize(1);
    assertThat(warnings().get(0))
        .contains(
            "realtime.first-in-chain=true",
            "/realtime/sse, /realtime/poll, /realtime/send, /realtime/info")
        .containsPattern("'legacy' \\([^)]*\\)\n|'legacy' \\([^)]*\\)$")
        .containsPattern("'app-security' \\([^)]*\\): SECURITY, judging by its name")
        .doesNotContain("elsewhere");
  }

  @Test
  void nothingIsLoggedWhenNothingIsPassedBy() throws Exception {
    war.setting("realtime.first-in-chain", "true");

    assertThat(warnings()).isEmpty();
  }
}
