package io.tidewire;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/**
 * A page of the documentation, whose examples are compiled as they stand there.
 *
 * @param text the page
 */
public record ExamplePage(String text) {

  private static final Pattern JAVA = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

  /** {@return a page of this name, from whichever module a test runs in} */
  public static ExamplePage of(String name) throws IOException {
    File folder = new File("").getAbsoluteFile();
    while (!new File(folder, "ARCHITECTURE.md").exists()) {
      folder = folder.getParentFile();
      assertThat(folder).as("the folder of the project").isNotNull();
    }
    return new ExamplePage(Files.readString(folder.toPath().resolve("docs").resolve(name)));
  }

  /** {@return all examples in Java, in their order} */
  public List<String> java() {
    return JAVA.matcher(text).results().map(found -> found.group(1)).toList();
  }

  /** Compiles a class, which is put into the folder of its source. */
  public static void compile(Path source, String... options) {
    List<String> all = new ArrayList<>(List.of(options));
    all.addAll(List.of("-proc:none", "-classpath", System.getProperty("java.class.path"), "-d"));
    all.add(String.valueOf(source.getParent()));
    all.add(source.toString());
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    int result =
        ToolProvider.getSystemJavaCompiler().run(null, said, said, all.toArray(new String[0]));
    assertThat(result).as(said.toString(StandardCharsets.UTF_8)).isZero();
  }

  /** {@return a class of the unnamed package, compiled in this folder} */
  public static Class<?> load(Path folder, String name, String source)
      throws IOException, ClassNotFoundException {
    Path file = folder.resolve(name + ".java");
    Files.writeString(file, source);
    compile(file);
    try (URLClassLoader loader = new URLClassLoader(new URL[] {folder.toUri().toURL()})) {
      return loader.loadClass(name);
    }
  }
}
