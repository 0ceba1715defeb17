package io.tidewire.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import io.tidewire.chain.war.AnnotatedFilter;
import io.tidewire.chain.war.InCode;
import io.tidewire.chain.war.LegacyFilter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.logging.Level;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A chain without async support is answered with a problem that names the filter. */
class AsyncSupportTest {

  private static final String LEGACY = LegacyFilter.class.getName();

  @TempDir Path directory;
  private War war;

  @BeforeEach
  void prepare() {
    war = War.in(directory.resolve("war"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"sse", "poll"})
  void aFilterInWebXmlIsNamed(String transport) throws Exception {
    war.filter("legacy", LegacyFilter.class, "", "");

    assertProblem(
        get(transport + "?topic=open/a"),
        "/realtime/" + transport + " needs asynchronous requests",
        "Filter 'legacy' (" + LEGACY + ", WEB-INF/web.xml) is declared without async support",
        "add <async-supported>true</async-supported> to its <filter> element",
        "realtime.first-in-chain=true");
  }

  @Test
  void aFilterInAFragmentIsNamedWithItsJar() throws Exception {
    war.fragment(
        "legacy-filters.jar",
        """
        <web-fragment xmlns="https://jakarta.ee/xml/ns/jakartaee" version="5.0">
          <name>legacy</name>%s
        </web-fragment>
        """
            .formatted(War.filterXml("of-fragment", LegacyFilter.class, "", "")));

    assertProblem(
        get("sse?topic=open/a"),
        "Filter 'of-fragment' ("
            + LEGACY
            + ", META-INF/web-fragment.xml of legacy-filters.jar) is declared without");
  }

  @Test
  void anAnnotatedFilterIsNamed() throws Exception {
    war.withAnnotatedFilter();

    assertProblem(
        get("sse?topic=open/a"),
        AnnotatedFilter.class.getName() + ", @WebFilter) is declared without async support",
        "add asyncSupported = true to its @WebFilter");
  }

  @Test
  void aFilterRegisteredInCodeIsACandidate() throws Exception {
    war.listener(InCode.class);

    assertProblem(
        get("sse?topic=open/a"),
        "Filter 'in-code' (" + LEGACY + ", registered in code) may be the cause",
        "call setAsyncSupported(true) on its registration");
  }

  @Test
  void aFilterThatIsKnownToBeInnocentIsNotNamed() throws Exception {
    war.asyncFilter("innocent", LegacyFilter.class)
        .filter("guilty", LegacyFilter.class, "<async-supported>false</async-supported>", "");

    assertThat(get("sse?topic=open/a").body()).contains("'guilty'").doesNotContain("innocent");
  }

  @Test
  void aFilterOfOtherDispatchesOrPathsIsNotNamed() throws Exception {
    war.filter("on-errors", LegacyFilter.class, "", "<dispatcher>ERROR</dispatcher>")
        .declare(
            War.filterXml("elsewhere", LegacyFilter.class, "", "").replace("/*", "/elsewhere/*"))
        .filter("guilty", LegacyFilter.class, "", "<dispatcher>REQUEST</dispatcher>");

    assertThat(get("sse?topic=open/a").body())
        .contains("'guilty'")
        .doesNotContain("on-errors")
        .doesNotContain("elsewhere");
  }

  @Test
  void whoMayNotComeInIsNotToldOfFilters() throws Exception {
    war.filter("legacy", LegacyFilter.class, "", "");

    HttpResponse<String> response = get("sse?topic=forbidden/a");
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.body()).doesNotContain("legacy");
  }

  @Test
  void theFaultIsLoggedOnce() throws Exception {
    war.listener(InCode.class);
    try (TestServer server = TestServer.start(war);
        LogRecorder log = LogRecorder.of("io.tidewire.chain");
        TestClient client = new TestClient(server)) {
      client.get("realtime/sse?topic=open/a");
      client.get("realtime/sse?topic=open/a");

      assertThat(log.messages(Level.SEVERE)).hasSize(1);
      assertThat(log.messages(Level.SEVERE).get(0)).contains("'in-code'");
      assertThat(log.failures()).isEmpty();
    }
  }

  @Test
  void whatNeedsNoStreamWorks() throws Exception {
    war.filter("legacy", LegacyFilter.class, "", "");

    assertThat(get("info").statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get(String path) throws Exception {
    try (TestServer server = TestServer.start(war);
        TestClient client = new TestClient(server)) {
      return client.get("realtime/" + path);
    }
  }

  private static void assertProblem(HttpResponse<String> response, String... details) {
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(response.headers().firstValue("Retry-After")).isEmpty();
    assertThat(response.body()).contains(details).doesNotContain("at io.tidewire");
  }
}
