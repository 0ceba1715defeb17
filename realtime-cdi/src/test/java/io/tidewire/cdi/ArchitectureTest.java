package io.tidewire.cdi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.ModuleContract;
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
            "jakarta.enterprise..",
            "jakarta.inject",
            "jakarta.interceptor",
            "jakarta.servlet..",
            "jakarta.transaction")
        .check(main);
  }

  @Test
  void theTransportsAndTheirBytesAreNoConcernOfCdi() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "io.tidewire.sse", "io.tidewire.poll", "io.tidewire.websocket", "io.tidewire.wire")
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
  void theJarIsNoBeanArchive() {
    assertThat(Push.class.getResource("/META-INF/web-fragment.xml")).isNotNull();
    assertThat(Push.class.getResource("/META-INF/beans.xml")).isNull();
  }
}
