package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page promises, read off its files. */
class PageTest {

  private static final Path WEBAPP = SourceTree.of("src/main/webapp");
  private static final Pattern PRELOADED = Pattern.compile("modulepreload\" href=\"js/([^\"]+)\"");

  @Test
  void everyModuleIsLoadedAtOnce() throws IOException {
    List<String> preloaded =
        PRELOADED
            .matcher(Files.readString(WEBAPP.resolve("index.html")))
            .results()
            .map(match -> match.group(1))
            .toList();
    try (Stream<Path> modules = Files.list(WEBAPP.resolve("js"))) {
      assertThat(preloaded)
          .containsExactlyInAnyOrderElementsOf(
              modules.map(module -> module.getFileName().toString()).toList());
    }
  }

  @Test
  void nothingComesFromAnotherHost() throws IOException {
    Pattern address = Pattern.compile("(https?:)?//[a-z0-9]+[.][^\"')\\s]*");
    assertThat(found(address)).allMatch("http://www.w3.org/2000/svg"::equals);
  }

  @Test
  void whatArrivesOnlyBecomesText() throws IOException {
    assertThat(found(Pattern.compile("innerHTML|outerHTML|insertAdjacentHTML|document.write")))
        .isEmpty();
  }

  private static List<String> found(Pattern pattern) throws IOException {
    try (Stream<Path> files = Files.walk(WEBAPP)) {
      return files
          .filter(file -> file.toString().matches(".*[.](html|css|js|svg)"))
          .flatMap(file -> pattern.matcher(read(file)).results())
          .map(MatchResult::group)
          .toList();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
