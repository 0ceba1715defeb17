package io.tidewire.cdi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What the module promises, and what it may know. Each rule fails, too, if it saw no class. */
class ArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .importUrl(Push.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void thePublicTypesAreTheListedOnes() throws IOException {
    assertThat(publicTypes())
        .as("public types; if a change is meant, change src/test/resources/public-types.txt")
        .isNotEmpty()
        .containsExactlyElementsOf(listedTypes());
  }

  private static List<String> publicTypes() {
    return MAIN.stream()
        .filter(ArchitectureTest::isPublic)
        .map(JavaClass::getName)
        .sorted()
        .toList();
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ArchitectureTest::isPublic).orElse(true);
  }

  private static List<String> listedTypes() throws IOException {
    try (InputStream list = ArchitectureTest.class.getResourceAsStream("/public-types.txt")) {
      assertThat(list).as("public-types.txt").isNotNull();
      return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void transactionsAreKnownOnlyBehindTheCheckForThem() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.(JtaTransactions(\\$.*)?|HeldWork)")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.transaction..")
        .check(MAIN);
  }

  @Test
  void theJarIsNoBeanArchive() {
    assertThat(Push.class.getResource("/META-INF/web-fragment.xml")).isNotNull();
    assertThat(Push.class.getResource("/META-INF/beans.xml")).isNull();
  }

  @Test
  void staticFieldsAreFinal() {
    fields().that().areStatic().should().beFinal().check(MAIN);
  }
}
