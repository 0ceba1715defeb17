package io.tidewire.javax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;

/** Each built jar has an initializer for its own name space and a sentinel for the other one. */
class BuiltJarsTest {

  /** The project's folder, wherever the test is started from. */
  private static final Path MODULES =
      Path.of(URI.create(BuiltJarsTest.class.getResource("/").toString()))
          .resolve("../../../..")
          .normalize();

  @ParameterizedTest
  @CsvSource({
    "realtime-servlet, jakarta, javax, servlet.TidewireInitializer servlet.DeclaredRoles,"
        + " ServletSentinel",
    "realtime-cdi, jakarta, javax, cdi.PushEventInitializer, CdiSentinel",
    "javax/realtime-servlet, javax, jakarta, servlet.TidewireInitializer servlet.DeclaredRoles,"
        + " ServletSentinel",
    "javax/realtime-cdi, javax, jakarta, cdi.PushEventInitializer, CdiSentinel"
  })
  void bothServiceFilesAreThereWithTheirInitializers(
      String module, String own, String other, String initializers, String sentinel)
      throws IOException {
    try (FileSystem jar = FileSystems.newFileSystem(jar(module))) {
      List<String> named =
          Stream.of(initializers.split(" ", -1)).map(n -> "io.tidewire." + n).toList();
      assertThat(initializers(jar, own)).containsExactlyElementsOf(named);
      assertThat(initializers(jar, other)).containsExactly("io.tidewire.sentinel." + sentinel);
      for (String initializer : named) {
        assertThat(interfaces(jar, initializer.replace('.', '/')))
            .containsExactly(own + "/servlet/ServletContainerInitializer");
      }
      assertThat(interfaces(jar, "io/tidewire/sentinel/" + sentinel))
          .containsExactly(other + "/servlet/ServletContainerInitializer");
      try (Stream<Path> sentinels = Files.list(jar.getPath("io/tidewire/sentinel"))) {
        assertThat(sentinels).hasSize(1);
      }
    }
  }

  /**
   * A server that converts an old application gives both files one name, and of two entries with
   * one name the JDK takes the last (seen with Tomcat's converter).
   */
  @ParameterizedTest
  @ValueSource(strings = {"javax/realtime-servlet", "javax/realtime-cdi"})
  void theOwnServiceFileComesLast(String module) throws IOException {
    try (JarFile jar = new JarFile(jar(module).toFile())) {
      assertThat(jar.stream().map(JarEntry::getName))
          .containsSubsequence(
              "META-INF/services/jakarta.servlet.ServletContainerInitializer",
              "META-INF/services/javax.servlet.ServletContainerInitializer");
    }
  }

  private static Path jar(String module) throws IOException {
    try (Stream<Path> built = Files.list(MODULES.resolve(module).resolve("target"))) {
      return built
          .filter(
              file ->
                  file.getFileName()
                      .toString()
                      .matches("realtime-[a-z-]+-[0-9.]+(-SNAPSHOT)?\\.jar"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no jar of " + module + " is built"));
    }
  }

  private static List<String> initializers(FileSystem jar, String namespace) throws IOException {
    return Files.readAllLines(
        jar.getPath("META-INF/services/" + namespace + ".servlet.ServletContainerInitializer"));
  }

  private static List<String> interfaces(FileSystem jar, String type) throws IOException {
    return List.of(
        new ClassReader(Files.readAllBytes(jar.getPath(type + ".class"))).getInterfaces());
  }
}
