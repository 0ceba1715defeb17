package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the pages promise, read off their files. */
class PageTest {

  private static final Path WEBAPP = SourceTree.of("src/main/webapp");
  private static final Pattern ENTRY =
      Pattern.compile("<script type=\"module\" src=\"js/([^\"]+)\"");
  private static final Pattern IMPORTED = Pattern.compile("from '\\./([^']+)'");
  private static final Pattern PRELOADED = Pattern.compile("modulepreload\" href=\"js/([^\"]+)\"");

  @ParameterizedTest
  @ValueSource(strings = {"index.html", "chat.html", "operator.html"})
  void everyModuleIsLoadedAtOnce(String page) {
    String html = read(WEBAPP.resolve(page));
    List<String> entries = matches(ENTRY, html);
    assertThat(entries).hasSize(1);
    assertThat(matches(PRELOADED, html))
        .containsExactlyInAnyOrderElementsOf(modulesBehind(entries.get(0)));
  }

  @Test
  void everyModuleIsOnAPage() throws IOException {
    Set<String> used = new HashSet<>();
    for (String page : List.of("index.html", "chat.html", "operator.html")) {
      used.addAll(matches(PRELOADED, read(WEBAPP.resolve(page))));
    }
    try (Stream<Path> modules = Files.list(WEBAPP.resolve("js"))) {
      assertThat(used)
          .containsExactlyInAnyOrderElementsOf(
              modules.map(module -> module.getFileName().toString()).toList());
    }
  }

  private static Set<String> modulesBehind(String entry) {
    Set<String> found = new LinkedHashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(entry));
    while (!open.isEmpty()) {
      String module = open.pop();
      if (found.add(module)) {
        open.addAll(matches(IMPORTED, read(WEBAPP.resolve("js").resolve(module))));
      }
    }
    return found;
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(match -> match.group(1)).toList();
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
