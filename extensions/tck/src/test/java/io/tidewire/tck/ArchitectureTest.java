package io.tidewire.tck;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import io.tidewire.ModuleContract;
import org.junit.jupiter.api.Test;

/** What may know what: the kit tests logs of every kind, so it knows the API alone. */
class ArchitectureTest extends ModuleContract {

  ArchitectureTest() {
    super(EventLogContract.class);
  }

  @Test
  void theKitDependsOnTheApiAndItsTestToolsOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify.annotations",
            "org.junit.jupiter.api..",
            "org.assertj.core..",
            "io.tidewire",
            "io.tidewire.spi",
            "io.tidewire.tck")
        .check(main);
  }
}
