package io.tidewire;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.tidewire.engine.HubEngine;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is public is promised: it grows by decision only. */
class PublicTypesTest {

  @Test
  void thePublicTypesAreTheListedOnes() throws IOException {
    assertThat(publicTypes())
        .as(
            "public types; if a change is meant, change realtime-servlet/src/test/resources/public-types.txt")
        .isNotEmpty()
        .containsExactlyElementsOf(listedTypes());
  }

  private static List<String> publicTypes() {
    return new ClassFileImporter()
        .importUrl(HubEngine.class.getProtectionDomain().getCodeSource().getLocation()).stream()
            .filter(PublicTypesTest::isPublic)
            .map(JavaClass::getName)
            .sorted()
            .toList();
  }

  private static boolean isPublic(JavaClass type) {
    return type.getModifiers().contains(JavaModifier.PUBLIC)
        && type.getEnclosingClass().map(PublicTypesTest::isPublic).orElse(true);
  }

  private static List<String> listedTypes() throws IOException {
    try (InputStream list = PublicTypesTest.class.getResourceAsStream("/public-types.txt")) {
      assertThat(list).as("public-types.txt").isNotNull();
      return new String(list.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }
}
