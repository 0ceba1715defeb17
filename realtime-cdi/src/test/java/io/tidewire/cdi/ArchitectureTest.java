package io.tidewire.cdi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import org.junit.jupiter.api.Test;

/** What the module may know. Each rule fails, too, if it saw no class. */
class ArchitectureTest {

  private static final JavaClasses MAIN =
      new ClassFileImporter()
          .importUrl(Push.class.getProtectionDomain().getCodeSource().getLocation());

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
            "jakarta.enterprise..",
            "jakarta.inject",
            "jakarta.interceptor",
            "jakarta.servlet..",
            "jakarta.transaction")
        .check(MAIN);
  }

  @Test
  void theTransportsAndTheirBytesAreNoConcernOfCdi() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tidewire.sse", "io.tidewire.poll", "io.tidewire.websocket", "io.tidewire.wire")
        .check(MAIN);
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

  @Test
  void packagesFormNoCycle() {
    slices().matching("(**)").should().beFreeOfCycles().check(MAIN);
  }

  @Test
  void nothingSleeps() {
    noClasses().should().callMethod(Thread.class, "sleep", long.class).check(MAIN);
  }
}
