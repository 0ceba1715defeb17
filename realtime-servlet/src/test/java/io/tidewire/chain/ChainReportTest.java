package io.tidewire.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.chain.AppliedFilter.Origin;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which filters are in the way of which path, and what their names give away. */
class ChainReportTest {

  private static final Target SSE = new Target("/realtime/sse", "tidewire-sse", true);
  private static final Target POLL = new Target("/realtime/poll", "tidewire-poll", true);
  private static final Origin IN_CODE = new Origin(Origin.Kind.CODE, "registered in code");

  private static AppliedFilter filter(String name, String className, String pattern) {
    return new AppliedFilter(
        name, className, AsyncSupport.UNSUPPORTED, IN_CODE, Set.of(pattern), Set.of());
  }

  @ParameterizedTest
  @CsvSource({
    "/*, true",
    "/realtime/*, true",
    "/realtime/sse, true",
    "/realtime/sse/*, true",
    "/realtime, false",
    "/realtime/ss, false",
    "/real/*, false",
    "/realtime/s/*, false",
    "/realtime/poll, false",
    "/, false",
    "*.sse, false",
    "'', false"
  })
  void urlPatternsCoverPathsAsTheSpecificationSays(String pattern, boolean covered) {
    assertThat(filter("f", "F", pattern).covers(SSE)).isEqualTo(covered);
  }

  @ParameterizedTest
  @CsvSource({"tidewire-sse, true", "*, true", "tidewire-poll, false", "default, false"})
  void servletNamesCoverTheirServlets(String servlet, boolean covered) {
    AppliedFilter filter =
        new AppliedFilter("f", "F", AsyncSupport.UNKNOWN, IN_CODE, Set.of(), Set.of(servlet));

    assertThat(filter.covers(SSE)).isEqualTo(covered);
  }

  @Test
  void onlyTheFiltersOfTheRequestedPathAreNamed() {
    ChainReport report =
        new ChainReport(
            List.of(SSE, POLL),
            List.of(filter("one", "F", "/realtime/sse"), filter("two", "F", "/realtime/poll")),
            false);

    assertThat(report.withoutAsync("/realtime/sse")).contains("'one'").doesNotContain("'two'");
    assertThat(report.withoutAsync("/realtime/poll")).contains("'two'").doesNotContain("'one'");
  }

  @Test
  void whereNoFilterIsFoundItSaysWhereToLook() {
    String text = new ChainReport(List.of(SSE), List.of(), false).withoutAsync("/realtime/sse");

    assertThat(text).contains("No filter is known", "valves", "realtime.first-in-chain=true");
  }

  @Test
  void whatIsSetAlreadyIsNotAdvised() {
    String text = new ChainReport(List.of(SSE), List.of(), true).withoutAsync("/realtime/sse");

    assertThat(text).doesNotContain("first-in-chain");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.example.GZIPFilter",
        "org.example.CompressionFilter",
        "org.example.cache.SimplePageCachingFilter",
        "org.example.ShallowEtagHeaderFilter",
        "org.example.ResponseWrapperFilter",
        "org.example.SiteMeshFilter",
        "org.example.BrotliFilter"
      })
  void namesThatTellOfAWrapperAreSuspected(String className) {
    assertThat(Suspicion.ofResponseChanges(filter("f", className, "/*"))).isNotEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "org.example.CharacterEncodingFilter",
        "org.example.NoCacheFilter",
        "org.example.CacheControlFilter",
        "org.example.CorsFilter",
        "org.example.gzip.LocaleFilter",
        "org.example.RequestContextFilter",
        ""
      })
  void otherNamesAreNot(String className) {
    assertThat(Suspicion.ofResponseChanges(filter("f", className, "/*"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "springSecurityFilterChain, org.example.DelegatingFilterProxy, true",
    "f, org.example.ShiroFilter, true",
    "f, org.example.CsrfFilter, true",
    "login, org.example.F, true",
    "f, org.example.EncodingFilter, false"
  })
  void namesThatTellOfSecurityAreMarked(String name, String className, boolean marked) {
    assertThat(Suspicion.PROTECTS.raisedBy(filter(name, className, "/*"))).isEqualTo(marked);
  }
}
