package io.tidewire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.tidewire.engine.HubEngine;
import org.junit.jupiter.api.Test;

/** What may know what. Each rule fails, too, where it found no class to judge. */
class ArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .importUrl(HubEngine.class.getProtectionDomain().getCodeSource().getLocation());

  @Test
  void theRulesSeeEachPackage() {
    assertThat(MAIN.stream().map(JavaClass::getPackageName))
        .contains(
            "io.tidewire.engine",
            "io.tidewire.wire",
            "io.tidewire.sse",
            "io.tidewire.poll",
            "io.tidewire.websocket");
  }

  @Test
  void theEngineKnowsNoServlet() {
    classes()
        .that()
        .resideInAPackage("io.tidewire.engine")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify.annotations",
            "io.tidewire",
            "io.tidewire.spi",
            "io.tidewire.engine",
            "io.tidewire.wire")
        .check(MAIN);
  }

  @Test
  void theWireFormsKnowTheApiOnly() {
    classes()
        .that()
        .resideInAPackage("io.tidewire.wire")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify.annotations",
            "io.tidewire",
            "io.tidewire.spi",
            "io.tidewire.wire")
        .check(MAIN);
  }

  @Test
  void whereTheContainerHasNoWebSocketOnlyItsPackageIsLost() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tidewire.websocket")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.websocket..")
        .check(MAIN);
  }

  @Test
  void whereThereIsNoJsonbOnlyItsCodecIsLost() {
    noClasses()
        .that()
        .doNotHaveSimpleName("JsonbCodec")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.json..")
        .check(MAIN);
  }

  @Test
  void theTransportsDoNotKnowEachOther() {
    slices()
        .matching("io.tidewire.(sse|poll|websocket)")
        .should()
        .notDependOnEachOther()
        .check(MAIN);
  }

  @Test
  void packagesFormNoCycle() {
    slices().matching("(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void thereIsNoStaticMutableState() {
    fields().that().areStatic().should().beFinal().check(MAIN);
  }

  @Test
  void nothingSleeps() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(MAIN);
  }
}
