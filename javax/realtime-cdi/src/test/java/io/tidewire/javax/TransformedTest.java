package io.tidewire.javax;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.AccessTarget.MethodCallTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.tidewire.Hub;
import io.tidewire.cdi.Push;
import io.tidewire.servlet.TidewireInitializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Stream;
import javax.enterprise.inject.spi.Extension;
import javax.servlet.ServletContainerInitializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.RecordComponentVisitor;

/** The libraries for older servers name nothing of Jakarta EE 9, and find all that they name. */
class TransformedTest {

  @ParameterizedTest
  @ValueSource(classes = {Push.class, TidewireInitializer.class, Hub.class})
  void noNameAndNoConstantOfTheLibraryIsOfJakarta(Class<?> ofTheLibrary) {
    Map<String, String> files = files(ofTheLibrary);

    assertThat(files.size()).isGreaterThan(10);
    assertThat(files.keySet())
        .noneMatch(name -> name.contains("jakarta"))
        .noneMatch(name -> files.get(name).contains("jakarta"));
  }

  @ParameterizedTest
  @ValueSource(classes = {Push.class, TidewireInitializer.class})
  void theWebFragmentIsOfServlet4(Class<?> ofTheLibrary) {
    assertThat(files(ofTheLibrary).get("META-INF/web-fragment.xml"))
        .contains("xmlns=\"http://xmlns.jcp.org/xml/ns/javaee\"")
        .contains("http://xmlns.jcp.org/xml/ns/javaee/web-fragment_4_0.xsd")
        .contains("version=\"4.0\"");
  }

  /** In the prose too: the documentation that is made of them is for older servers. */
  @ParameterizedTest
  @ValueSource(classes = {Push.class, TidewireInitializer.class})
  void theSourcesAreThoseOfTheClasses(Class<?> ofTheLibrary) throws IOException {
    Map<String, String> sources = read(library(ofTheLibrary).resolveSibling("sources"));

    assertThat(sources.keySet().stream().filter(name -> name.endsWith(".java")))
        .hasSizeGreaterThan(10)
        .contains(ofTheLibrary.getName().replace('.', '/') + ".java");
    assertThat(sources.keySet())
        .contains("META-INF/LICENSE")
        .noneMatch(name -> name.contains("jakarta"))
        .noneMatch(name -> sources.get(name).contains("jakarta"))
        .anyMatch(name -> sources.get(name).contains("import javax.servlet."));
  }

  @Test
  void theContainersFindTheServices() {
    assertThat(ServiceLoader.load(ServletContainerInitializer.class))
        .extracting(initializer -> initializer.getClass().getSimpleName())
        .contains("TidewireInitializer", "PushEventInitializer");
    assertThat(ServiceLoader.load(Extension.class))
        .extracting(extension -> extension.getClass().getSimpleName())
        .contains("TidewireExtension");
  }

  @Test
  void allThatIsUsedOfTheOlderInterfacesIsThere() {
    JavaClasses classes =
        new ClassFileImporter()
            .importUrls(List.of(url(Push.class), url(TidewireInitializer.class)));

    List<JavaAccess<?>> accesses =
        classes.stream()
            .flatMap(type -> type.getAccessesFromSelf().stream())
            .filter(access -> isOfTheServer(access.getTargetOwner()))
            .toList();
    assertThat(accesses).hasSizeGreaterThan(100);
    assertThat(accesses).filteredOn(access -> !isThere(access)).isEmpty();
    assertThat(classes)
        .flatExtracting(JavaClass::getDirectDependenciesFromSelf)
        .extracting(dependency -> dependency.getTargetClass().getBaseComponentType())
        .filteredOn(TransformedTest::isOfTheServer)
        .isNotEmpty()
        .allSatisfy(JavaClass::reflect);
  }

  private static boolean isOfTheServer(JavaClass type) {
    return type.getName().startsWith("javax.");
  }

  private static boolean isThere(JavaAccess<?> access) {
    AccessTarget target = access.getTarget();
    return target.resolveMember().isPresent()
        || (target instanceof MethodCallTarget call && isOfEveryObject(call));
  }

  /** From JDK 18 on, the compiler names an interface as the owner of these where it is called. */
  private static boolean isOfEveryObject(MethodCallTarget call) {
    return Stream.of(Object.class.getMethods())
        .anyMatch(
            method ->
                method.getName().equals(call.getName())
                    && method.getParameterCount() == call.getRawParameterTypes().size());
  }

  /** The text of each file of the library in which that class is, by its path. */
  private static Map<String, String> files(Class<?> ofTheLibrary) {
    Path library = library(ofTheLibrary);
    try {
      if (Files.isDirectory(library)) {
        return read(library);
      }
      try (FileSystem jar = FileSystems.newFileSystem(library)) {
        return read(jar.getPath("/"));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path library(Class<?> ofTheLibrary) {
    try {
      return Path.of(url(ofTheLibrary).toURI());
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  private static Map<String, String> read(Path root) throws IOException {
    Map<String, String> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(root)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        String name = root.relativize(file).toString();
        if (isOfTheSentinel(name) || name.startsWith("META-INF/maven/")) {
          continue;
        }
        byte[] bytes = Files.readAllBytes(file);
        byte[] used = name.endsWith(".class") ? withoutWhatStaysBehind(bytes) : bytes;
        files.put(name, new String(used, StandardCharsets.ISO_8859_1));
      }
    }
    return files;
  }

  /** It is of the other name space; see BuiltJarsTest. */
  private static boolean isOfTheSentinel(String name) {
    return name.startsWith("io/tidewire/sentinel/")
        || name.equals("META-INF/services/jakarta.servlet.ServletContainerInitializer");
  }

  /**
   * Some constants stay behind in the transformation: those that nothing refers to any more, and
   * the types of a record's components, which only reflection on the record would see.
   */
  private static byte[] withoutWhatStaysBehind(byte[] bytes) {
    ClassWriter used = new ClassWriter(0);
    ClassVisitor withoutComponents =
        new ClassVisitor(Opcodes.ASM9, used) {
          @Override
          public @Nullable RecordComponentVisitor visitRecordComponent(
              String name, String descriptor, @Nullable String signature) {
            return null;
          }
        };
    new ClassReader(bytes).accept(withoutComponents, 0);
    return used.toByteArray();
  }

  private static URL url(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation();
  }
}
