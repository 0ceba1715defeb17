package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is public is promised: it grows by decision only. */
class PublicTypesTest {

  private static final Path CLASSES = classes();

  @Test
  void thePublicTypesAreTheListedOnes() throws IOException {
    List<String> found = publicTypes();
    Path list = Files.write(CLASSES.resolveSibling("public-types.txt"), found);

    assertThat(found)
        .as("public types; if a change is meant, copy %s to src/test/resources", list)
        .isNotEmpty()
        .containsExactlyElementsOf(listedTypes());
  }

  private static List<String> publicTypes() {
    return new ClassFileImporter()
        .importPath(CLASSES).stream()
            .filter(PublicTypesTest::isPublic)
            .map(JavaClass::getName)
            .sorted()
            .toList();
  }

  private static Path classes() {
    return Path.of(
        URI.create(Push.class.getProtectionDomain().getCodeSource().getLocation().toString()));
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(PublicTypesTest::isPublic).orElse(true);
  }

  private static List<String> listedTypes() throws IOException {
    try (InputStream list = PublicTypesTest.class.getResourceAsStream("/public-types.txt")) {
      assertThat(list).as("public-types.txt").isNotNull();
      return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
