package io.tidewire.assets;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptEncodingTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "gzip",
        "GZIP",
        "x-gzip",
        "deflate, gzip, br",
        "gzip;q=0.001",
        "gzip ; q=1.0",
        "*",
        "br;q=0, *",
        "*;q=0, gzip"
      })
  void gzipIsTaken(String field) {
    assertThat(AcceptEncoding.takesGzip(List.of(field))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "br",
        "identity",
        "gzip;q=0",
        "gzip; q = 0.000",
        "gzip;q=0, *",
        "*;q=0",
        "gzipped",
        ",;,",
        "deflate, br;q=1"
      })
  void gzipIsNotTaken(String field) {
    assertThat(AcceptEncoding.takesGzip(List.of(field))).isFalse();
  }

  @Test
  void severalFieldsAreOneList() {
    assertThat(AcceptEncoding.takesGzip(List.of())).isFalse();
    assertThat(AcceptEncoding.takesGzip(List.of("br", "gzip"))).isTrue();
  }
}
