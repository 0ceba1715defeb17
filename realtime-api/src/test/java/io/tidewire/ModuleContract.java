package io.tidewire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
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

/**
 * What holds in each module. What is public is promised, so it is listed in the module's {@code
 * src/test/resources/public-types.txt}, and grows by decision only.
 */
public abstract class ModuleContract {

  /** The module's own classes, without those of its tests. */
  protected final JavaClasses main;

  private final Path classes;

  /**
   * Reads a module.
   *
   * @param member one of its classes
   */
  protected ModuleContract(Class<?> member) {
    classes =
        Path.of(URI.create(member.getProtectionDomain().getCodeSource().getLocation().toString()));
    main = new ClassFileImporter().importPath(classes);
  }

  @Test
  void thePublicTypesAreTheListedOnes() throws IOException {
    List<String> found =
        main.stream().filter(ModuleContract::isPublic).map(JavaClass::getName).sorted().toList();
    Path list = Files.write(classes.resolveSibling("public-types.txt"), found);

    assertThat(found)
        .as("public types; if a change is meant, copy %s to src/test/resources", list)
        .isNotEmpty()
        .containsExactlyElementsOf(listedTypes());
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(ModuleContract::isPublic).orElse(true);
  }

  private static List<String> listedTypes() throws IOException {
    try (InputStream list = ModuleContract.class.getResourceAsStream("/public-types.txt")) {
      assertThat(list).as("public-types.txt").isNotNull();
      return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("(**)").should().beFreeOfCycles().check(main);
  }

  @Test
  void thereIsNoStaticMutableState() {
    fields().that().areStatic().should().beFinal().check(main);
  }

  @Test
  void nothingSleeps() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(main);
  }
}
