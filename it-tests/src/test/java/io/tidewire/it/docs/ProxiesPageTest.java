package io.tidewire.it.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.proxy.Product;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the page on proxies shows is what the tests run. */
class ProxiesPageTest {
  private static final Pattern BLOCK = Pattern.compile("```\\w+\\n(.*?)```", Pattern.DOTALL);

  @Test
  void theConfigurationsAreThoseOfTheTests() throws IOException {
    String page = Files.readString(LinksTest.ROOT.resolve("docs/proxies.md"));
    List<String> shown = BLOCK.matcher(page).results().map(block -> block.group(1)).toList();

    assertThat(shown).containsAll(Stream.of(Product.values()).map(Product::documented).toList());
  }
}
