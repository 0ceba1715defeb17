package io.tidewire.javax;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;

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

  @ParameterizedTest
  @CsvSource({
    "realtime-servlet, javax, ServletSentinel, io.tidewire:realtime-servlet-javax",
    "realtime-cdi, javax, CdiSentinel, io.tidewire:realtime-cdi-javax",
    "javax/realtime-servlet, jakarta, ServletSentinel, io.tidewire:realtime-servlet",
    "javax/realtime-cdi, jakarta, CdiSentinel, io.tidewire:realtime-cdi"
  })
  void onAServerOfTheOtherNameSpaceEachNamesTheRightArtifact(
      String module, String other, String sentinel, String right) throws Exception {
    try (OneNamespace server = new OneNamespace(other, jar(module));
        Said said = new Said()) {
      server.start("io.tidewire.sentinel." + sentinel);

      assertThat(said.lines)
          .singleElement()
          .asString()
          .startsWith("This server has the " + other + " packages, but web application '/shop' ")
          .endsWith(": replace it by " + right);
    }
  }

  /** A server that converts the application has made the library's own initializer one. */
  @ParameterizedTest
  @CsvSource({
    "javax/realtime-servlet, servlet/TidewireInitializer, ServletSentinel",
    "javax/realtime-cdi, cdi/PushEventInitializer, CdiSentinel"
  })
  void whereTheApplicationIsConvertedNothingIsSaid(
      String module, String initializer, String sentinel, @TempDir Path converted)
      throws Exception {
    String file = "io/tidewire/" + initializer + ".class";
    Path target = converted.resolve(file);
    Files.createDirectories(target.getParent());
    try (FileSystem jar = FileSystems.newFileSystem(jar(module))) {
      String bytes = Files.readString(jar.getPath(file), StandardCharsets.ISO_8859_1);
      Files.writeString(
          target, bytes.replace("javax/servlet/", "jakarta/servlet/"), StandardCharsets.ISO_8859_1);
    }
    try (OneNamespace server = new OneNamespace("jakarta", converted, jar(module));
        Said said = new Said()) {
      server.start("io.tidewire.sentinel." + sentinel);

      assertThat(said.lines).isEmpty();
    }
  }

  /** What a web application sees on a server that has the interfaces of one name space. */
  private static final class OneNamespace extends URLClassLoader {
    private final String servlet;

    OneNamespace(String namespace, Path... content) throws IOException {
      super(urls(content), ClassLoader.getPlatformClassLoader());
      servlet = namespace + ".servlet.";
    }

    private static URL[] urls(Path... content) throws IOException {
      URL[] urls = new URL[content.length];
      for (int i = 0; i < urls.length; i++) {
        urls[i] = content[i].toUri().toURL();
      }
      return urls;
    }

    @Override
    protected Class<?> findClass(String name) throws ClassNotFoundException {
      if (name.equals(servlet + "ServletContext")) {
        return declare(name, "getContextPath", "()Ljava/lang/String;");
      }
      if (name.equals(servlet + "ServletContainerInitializer")) {
        String context = (servlet + "ServletContext").replace('.', '/');
        return declare(name, "onStartup", "(Ljava/util/Set;L" + context + ";)V");
      }
      return super.findClass(name);
    }

    private Class<?> declare(String name, String method, String descriptor) {
      ClassWriter type = new ClassWriter(0);
      type.visit(
          Opcodes.V17,
          Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT | Opcodes.ACC_INTERFACE,
          name.replace('.', '/'),
          null,
          "java/lang/Object",
          null);
      type.visitMethod(Opcodes.ACC_PUBLIC | Opcodes.ACC_ABSTRACT, method, descriptor, null, null)
          .visitEnd();
      type.visitEnd();
      byte[] bytes = type.toByteArray();
      return defineClass(name, bytes, 0, bytes.length);
    }

    /** Calls an initializer for the application at {@code /shop}. */
    void start(String initializer) throws ReflectiveOperationException {
      Class<?> context = loadClass(servlet + "ServletContext");
      Object shop =
          Proxy.newProxyInstance(this, new Class<?>[] {context}, (proxy, method, args) -> "/shop");
      loadClass(servlet + "ServletContainerInitializer")
          .getMethod("onStartup", Set.class, context)
          .invoke(loadClass(initializer).getConstructor().newInstance(), null, shop);
    }
  }

  /** What sentinels log, under the names of the initializers for which they stand. */
  private static final class Said extends Handler implements AutoCloseable {
    private final Logger library = Logger.getLogger("io.tidewire");
    private final List<String> lines = new ArrayList<>();

    Said() {
      library.setUseParentHandlers(false);
      library.addHandler(this);
    }

    @Override
    public void publish(LogRecord logged) {
      lines.add(logged.getMessage());
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
      library.removeHandler(this);
      library.setUseParentHandlers(true);
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
