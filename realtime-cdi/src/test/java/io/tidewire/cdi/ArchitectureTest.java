package io.tidewire.cdi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.ModuleContract;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.NormalScope;
import java.net.URI;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What the module may know. Each rule fails, too, if it saw no class. */
class ArchitectureTest extends ModuleContract {

  ArchitectureTest() {
    super(Push.class);
  }

  @Test
  void cdiAndJtaAreAllThatIsAddedToTheServletModule() {
    classes()
        .should()
        .onlyDependOnClassesThat()
        .resideInAnyPackage(
            "java..",
            "javax.naming",
            "org.jspecify.annotations",
            "io.tidewire..",
            "jakarta.annotation.security",
            "jakarta.enterprise..",
            "jakarta.inject",
            "jakarta.interceptor",
            "jakarta.servlet..",
            "jakarta.transaction",
            "io.opentelemetry.api..",
            "org.eclipse.microprofile.health",
            "org.eclipse.microprofile.metrics")
        .check(main);
  }

  @Test
  void theTransportsAndTheirBytesAreNoConcernOfCdi() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tidewire.sse",
            "io.tidewire.poll",
            "io.tidewire.websocket",
            "io.tidewire.upgrade",
            "io.tidewire.carrier",
            "io.tidewire.protocol",
            "io.tidewire.wire")
        .check(main);
  }

  @Test
  void transactionsAreKnownOnlyBehindTheCheckForThem() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.(JtaTransactions(\\$.*)?|HeldWork)")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("jakarta.transaction..")
        .check(main);
  }

  @Test
  void healthIsKnownOnlyBehindTheCheckForIt() {
    noClasses()
        .that()
        .doNotHaveSimpleName("HubReadiness")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.microprofile.health..")
        .check(main);
  }

  @Test
  void metricsAndTelemetryAreKnownOnlyBehindTheCheckForThem() {
    noClasses()
        .that()
        .haveNameNotMatching(".*\\.MicroProfileMetrics(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.eclipse.microprofile.metrics..")
        .check(main);
    noClasses()
        .that()
        .doNotHaveSimpleName("Telemetry")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.opentelemetry..")
        .check(main);
  }

  /** OpenEJB takes the jar for a bean archive if one has, and loads each class that has. */
  @Test
  void noClassHasAScope() {
    noClasses()
        .should()
        .beAnnotatedWith(Dependent.class)
        .orShould()
        .beMetaAnnotatedWith(NormalScope.class)
        .check(main);
  }

  /** Asked of its own classes: jars that tests use may be bean archives. */
  @Test
  void theJarIsNoBeanArchive() {
    Path own =
        Path.of(
            URI.create(Push.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    assertThat(own.resolve("META-INF/web-fragment.xml")).exists();
    assertThat(own.resolve("META-INF/beans.xml")).doesNotExist();
  }
}
