package io.tidewire.metrics;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import io.tidewire.ModuleContract;
import org.junit.jupiter.api.Test;

/** What may know what: one jar serves both name spaces, so it knows the API and Micrometer. */
class ArchitectureTest extends ModuleContract {

  ArchitectureTest() {
    super(TidewireMetrics.class);
  }

  @Test
  void theMetersDependOnTheApiAndMicrometerOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify.annotations",
            "io.micrometer.core.instrument..",
            "io.tidewire",
            "io.tidewire.metrics")
        .check(main);
  }
}
