package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URISyntaxException;
import java.nio.file.Path;

/** Finds files of this module, wherever the tests are run from. */
final class SourceTree {

  private SourceTree() {}

  static Path of(String path) {
    Path module = classes().getParent().getParent();
    assertThat(module.resolve(path)).exists();
    return module.resolve(path);
  }

  private static Path classes() {
    try {
      return Path.of(SourceTree.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }
}
