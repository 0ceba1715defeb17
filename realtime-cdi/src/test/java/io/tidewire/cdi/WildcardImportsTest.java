package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A class that fires events imports CDI's packages and ours; with wildcards, a name that is in two
 * of them would be ambiguous.
 */
class WildcardImportsTest {

  @Test
  void noTypeOfOursHasTheNameOfOneOfCdi() {
    Set<String> ours = namesIn("io.tidewire", "io.tidewire.spi", "io.tidewire.cdi");
    Set<String> cdi =
        namesIn(
            "jakarta.enterprise.context",
            "jakarta.enterprise.event",
            "jakarta.enterprise.inject",
            "jakarta.inject");

    assertThat(ours).contains("Hub", "PublishedEvent", "Push");
    assertThat(cdi).contains("Event", "Observes", "ApplicationScoped", "Inject");
    assertThat(ours).doesNotContainAnyElementsOf(cdi);
  }

  private static Set<String> namesIn(String... packages) {
    Set<String> wanted = Set.of(packages);
    return new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(packages)
            .stream()
            .filter(type -> wanted.contains(type.getPackageName()))
            .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
            .filter(type -> !type.isNestedClass())
            .map(JavaClass::getSimpleName)
            .collect(Collectors.toSet());
  }
}
