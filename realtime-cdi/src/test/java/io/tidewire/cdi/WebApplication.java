package io.tidewire.cdi;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/** Lays out a web application with this library and Weld. */
final class WebApplication {

  /** Of this test's class path, what the application carries. */
  private static final List<String> LIBRARIES =
      List.of(
          "realtime-api",
          "realtime-servlet",
          "realtime-cdi",
          "weld-servlet-core",
          "weld-environment-common",
          "weld-core-impl",
          "weld-api",
          "weld-spi",
          "weld-web",
          "weld-lite-extension-translator",
          "yasson",
          "parsson",
          "jboss-logging",
          "jboss-classfilewriter",
          "jakarta.enterprise",
          "jakarta.inject",
          "jakarta.interceptor",
          "jakarta.annotation",
          "jakarta.el",
          "jakarta.json");

  private final Path root;

  WebApplication(Path root) throws IOException {
    this.root = root;
    Files.createDirectories(root.resolve("WEB-INF/lib"));
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      String name = libraryName(Path.of(entry));
      if (LIBRARIES.stream().anyMatch(name::startsWith)) {
        addLibrary(name, Path.of(entry));
      }
    }
  }

  /** A module of this build may be a folder of classes rather than a jar. */
  private static String libraryName(Path path) {
    return path.endsWith("target/classes")
        ? path.getParent().getParent().getFileName() + ".jar"
        : path.getFileName().toString();
  }

  Path root() {
    return root;
  }

  /** Leaves out the libraries whose names begin so. */
  WebApplication without(String... prefixes) throws IOException {
    try (Stream<Path> libraries = Files.list(root.resolve("WEB-INF/lib"))) {
      for (Path library : libraries.toList()) {
        if (Stream.of(prefixes).anyMatch(library.getFileName().toString()::startsWith)) {
          Files.delete(library);
        }
      }
    }
    return this;
  }

  private void addLibrary(String name, Path path) throws IOException {
    Path library = root.resolve("WEB-INF/lib").resolve(name);
    if (Files.isDirectory(path)) {
      jar(library, path);
    } else {
      Files.copy(path, library);
    }
  }

  private static void jar(Path jar, Path folder) throws IOException {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
        Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        out.putNextEntry(new JarEntry(folder.relativize(file).toString().replace('\\', '/')));
        Files.copy(file, out);
      }
    }
  }

  /** Adds a class to the application's own classes. */
  WebApplication withClass(Class<?> type) throws IOException {
    return withFile("WEB-INF/classes/" + path(type), bytes(type));
  }

  WebApplication withFile(String name, byte[] content) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.write(file, content);
    return this;
  }

  /** Adds a class in a jar of its own, with that beans.xml if it is not null. */
  WebApplication withJar(String name, Class<?> type, String beansXml) throws IOException {
    Path jar = root.resolve("WEB-INF/lib").resolve(name);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry(path(type)));
      out.write(bytes(type));
      if (beansXml != null) {
        out.putNextEntry(new JarEntry("META-INF/beans.xml"));
        out.write(beansXml.getBytes(StandardCharsets.UTF_8));
      }
    }
    return this;
  }

  private static String path(Class<?> type) {
    return type.getName().replace('.', '/') + ".class";
  }

  private static byte[] bytes(Class<?> type) throws IOException {
    try (InputStream in = type.getClassLoader().getResourceAsStream(path(type))) {
      return in.readAllBytes();
    }
  }
}
