package io.tidewire;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import io.tidewire.engine.Batch;
import io.tidewire.engine.HubEngine;
import io.tidewire.engine.Transport;
import io.tidewire.wire.Frame;
import io.tidewire.wire.WireForm;
import org.junit.jupiter.api.Test;

/** What may know what. Each rule fails, too, where it found no class to judge. */
class ArchitectureTest extends ModuleContract {

  ArchitectureTest() {
    super(HubEngine.class);
  }

  @Test
  void theRulesSeeEachPackage() {
    assertThat(main.stream().map(JavaClass::getPackageName))
        .contains(
            "io.tidewire.limits",
            "io.tidewire.engine",
            "io.tidewire.window",
            "io.tidewire.wire",
            "io.tidewire.sse",
            "io.tidewire.poll",
            "io.tidewire.assets",
            "io.tidewire.carrier",
            "io.tidewire.protocol",
            "io.tidewire.inbound",
            "io.tidewire.transfer",
            "io.tidewire.session",
            "io.tidewire.websocket",
            "io.tidewire.upgrade");
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
            "io.tidewire.limits",
            "io.tidewire.engine",
            "io.tidewire.window",
            "io.tidewire.wire")
        .check(main);
  }

  /** What is stored is read without knowing who it is delivered to. */
  @Test
  void theWindowIsBelowTheEngine() {
    classes()
        .that()
        .resideInAPackage("io.tidewire.window")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify.annotations",
            "io.tidewire",
            "io.tidewire.spi",
            "io.tidewire.window",
            "io.tidewire.wire")
        .check(main);
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
        .check(main);
  }

  @Test
  void limitsKnowTheApiOnly() {
    classes()
        .that()
        .resideInAPackage("io.tidewire.limits")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..", "org.jspecify.annotations", "io.tidewire", "io.tidewire.limits")
        .check(main);
  }

  @Test
  void whereTheContainerHasNoWebSocketOnlyItsPackageIsLost() {
    noClasses()
        .that()
        .resideOutsideOfPackage("io.tidewire.websocket")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.websocket..")
        .check(main);
  }

  /** What only JsonbCodec leads to, so that nothing of it is loaded where JSON-B is missing. */
  private static final String BEHIND_THE_CODEC =
      "io\\.tidewire\\.servlet\\."
          + "(JsonbCodec|JsonbReader|JsonbTypes|ConstructorSurvey|PropertySurvey|LoadedCheck"
          + "|ForeignSerializers?)"
          + "(\\$.*)?";

  @Test
  void whereThereIsNoJsonbOnlyItsCodecIsLost() {
    noClasses()
        .that()
        .haveNameNotMatching(BEHIND_THE_CODEC)
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.json..")
        .check(main);
    noClasses()
        .that()
        .haveNameNotMatching(BEHIND_THE_CODEC)
        .should()
        .dependOnClassesThat()
        .haveNameMatching(BEHIND_THE_CODEC.replace("JsonbCodec|", ""))
        .check(main);
  }

  @Test
  void whereThereIsNoMicroProfileConfigOnlyThatSourceIsLost() {
    noClasses()
        .that()
        .doNotHaveSimpleName("MicroProfileConfig")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.microprofile..")
        .check(main);
  }

  @Test
  void whereThereIsNoJakartaConcurrencyOnlySecurityContextsAreLost() {
    noClasses()
        .that()
        .doNotHaveSimpleName("SecurityContexts")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.enterprise..")
        .check(main);
  }

  @Test
  void whereThereAreNoCommonAnnotationsOnlyDeclaredRolesAreLost() {
    noClasses()
        .that()
        .doNotHaveSimpleName("DeclaredRoles")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.annotation..")
        .check(main);
  }

  @Test
  void theRoadsDoNotKnowEachOther() {
    slices()
        .matching("io.tidewire.(sse|poll|assets|websocket|upgrade|protocol|session)")
        .should()
        .notDependOnEachOther()
        .check(main);
  }

  /** So that none is kept, and none is begun or prolonged. */
  @Test
  void onlyThoseWhoReadRequestsKnowSessions() {
    noClasses()
        .that()
        .resideOutsideOfPackages(
            "io.tidewire.session", "io.tidewire.web", "io.tidewire.websocket", "io.tidewire.chain")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("jakarta.servlet.http.HttpSession")
        .check(main);
  }

  /** So that what comes by a request of its own is handled as what comes over a WebSocket. */
  @Test
  void whatCallsTheApplicationKnowsNoFrameAndNoRoad() {
    classes()
        .that()
        .resideInAPackage("io.tidewire.inbound")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify.annotations",
            "io.tidewire",
            "io.tidewire.spi",
            "io.tidewire.engine",
            "io.tidewire.web",
            "io.tidewire.inbound")
        .check(main);
  }

  /** So that it can be received by any road, and handled by whoever handles messages. */
  @Test
  void whatReceivesTransfersKnowsNeitherRoadNorHandler() {
    classes()
        .that()
        .resideInAPackage("io.tidewire.transfer")
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "org.jspecify.annotations",
            "io.tidewire",
            "io.tidewire.limits",
            "io.tidewire.engine",
            "io.tidewire.web",
            "io.tidewire.window",
            "io.tidewire.wire",
            "io.tidewire.settings",
            "io.tidewire.transfer")
        .check(main);
  }

  /** So that another protocol needs no other carrier. */
  @Test
  void whatCarriesWebSocketsKnowsNoFrame() {
    noClasses()
        .that()
        .resideInAnyPackage("io.tidewire.carrier", "io.tidewire.websocket", "io.tidewire.upgrade")
        .should()
        .dependOnClassesThat()
        .areAssignableTo(Frame.class)
        .orShould()
        .dependOnClassesThat()
        .belongToAnyOf(WireForm.class, Batch.class, Transport.class)
        .check(main);
  }
}
