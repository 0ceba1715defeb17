package io.tidewire.jwt;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import io.tidewire.ModuleContract;
import org.junit.jupiter.api.Test;

/**
 * What may know what: one jar serves both name spaces, so it knows the API and its library alone.
 */
class ArchitectureTest extends ModuleContract {

  ArchitectureTest() {
    super(JwtVerifiers.class);
  }

  @Test
  void theVerifierDependsOnTheApiAndItsLibraryOnly() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify.annotations",
            "com.nimbusds..",
            "io.tidewire",
            "io.tidewire.spi",
            "io.tidewire.jwt")
        .check(main);
  }
}
