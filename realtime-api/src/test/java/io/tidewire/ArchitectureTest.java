package io.tidewire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import org.junit.jupiter.api.Test;

/** What may know what. Each rule fails, too, where it found no class to judge. */
class ArchitectureTest extends ModuleContract {

  ArchitectureTest() {
    super(Hub.class);
  }

  @Test
  void theRulesSeeEachPackage() {
    assertThat(main.stream().map(JavaClass::getPackageName))
        .contains("io.tidewire", "io.tidewire.spi");
  }

  @Test
  void theApiDependsOnTheJdkOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage("java..", "org.jspecify.annotations", "io.tidewire", "io.tidewire.spi")
        .check(main);
  }

  @Test
  void whatIsCalledDoesNotKnowWhatIsImplemented() {
    noClasses()
        .that()
        .resideInAPackage("io.tidewire")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.tidewire.spi")
        .check(main);
  }
}
