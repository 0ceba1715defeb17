package io.tidewire.it;

import io.tidewire.it.kit.Await;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The first steps of the README, as somebody takes them who copies what stands there: its files,
 * its commands, and what it says that one sees.
 */
final class FirstSteps {
  static final Path PROJECT = Path.of("../..").toAbsolutePath().normalize();
  private static final String VERSION = "1.0.0-SNAPSHOT";
  private static final int BUILD_MINUTES = 5;

  private static final Pattern FILE =
      Pattern.compile(
          "`([\\w./]+\\.(?:xml|java))`[^\\n]*\\n( *)```\\w+\\n(.*?)\\n *```", Pattern.DOTALL);
  private static final Pattern OUTPUT =
      Pattern.compile("```\\n( *event: .*?)\\n *```", Pattern.DOTALL);
  private static final Pattern COMMAND = Pattern.compile("`((?:mkdir|touch|mvn|curl) [^`]+)`");

  private final String section;

  private FirstSteps(String section) {
    this.section = section;
  }

  static FirstSteps ofReadme() {
    String readme = read(PROJECT.resolve("README.md"));
    int begin = readme.indexOf("\n## Five minutes");
    int end = readme.indexOf("\n## ", begin + 1);
    if (begin < 0 || end < 0) {
      throw new AssertionError("the README has no section on the first steps");
    }
    return new FirstSteps(readme.substring(begin, end));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The files by their paths. */
  Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    Matcher file = FILE.matcher(section);
    while (file.find()) {
      files.put(file.group(1), file.group(3).replaceAll("(?m)^" + file.group(2), "") + "\n");
    }
    return files;
  }

  /** The commands that begin so. */
  List<String> commands(String beginning) {
    return COMMAND
        .matcher(section)
        .results()
        .map(found -> found.group(1).replaceAll("\\s+", " "))
        .filter(command -> command.startsWith(beginning))
        .toList();
  }

  /** What one sees, line by line. */
  List<String> output() {
    Matcher output = OUTPUT.matcher(section);
    if (!output.find()) {
      throw new AssertionError("the README does not say what one sees");
    }
    return output.group(1).lines().map(String::strip).toList();
  }

  /** Takes the steps up to the WAR in an empty folder. */
  File build(Path folder) {
    try {
      Files.createDirectories(folder);
      for (String folders : commands("mkdir -p ")) {
        for (String made : folders.substring("mkdir -p ".length()).split(" ", -1)) {
          Files.createDirectories(folder.resolve(made));
        }
      }
      for (String touch : commands("touch ")) {
        Files.writeString(folder.resolve(touch.substring("touch ".length())), "");
      }
      for (Map.Entry<String, String> file : files().entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), file.getValue());
      }
      Path repository = folder.resolveSibling("repository");
      install(repository);
      String command = commands("mvn package").get(Server.isFull() ? 1 : 0);
      if (!run(folder, repository, command + " -o") && !run(folder, repository, command)) {
        throw new AssertionError("`" + command + "` fails: " + read(folder.resolve("log")));
      }
      return folder.resolve("target/app.war").toFile();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * What `mvn install` does, in a repository of its own that shows all else of the user's: the
   * user's own is left alone.
   */
  private static void install(Path repository) throws IOException {
    Path users = Path.of(System.getProperty("local.repository"));
    link(repository, users, "io");
    link(repository.resolve("io"), users.resolve("io"), "tidewire");
    Path ours = repository.resolve("io/tidewire");
    copy(PROJECT.resolve("pom.xml"), artifact(ours, "tidewire", "pom"));
    for (String module :
        List.of("realtime-api", "realtime-client", "realtime-servlet", "realtime-cdi")) {
      copy(PROJECT.resolve(module).resolve("pom.xml"), artifact(ours, module, "pom"));
      for (File jar : Server.librariesWithCdi()) {
        if (jar.getName().startsWith(module)) {
          copy(jar.toPath(), artifact(ours, module, "jar"));
        }
      }
    }
  }

  private static Path artifact(Path group, String name, String type) {
    return group.resolve(name).resolve(VERSION).resolve(name + "-" + VERSION + "." + type);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    Files.deleteIfExists(to);
    Files.copy(from, to);
  }

  private static void link(Path folder, Path shown, String except) throws IOException {
    Files.createDirectories(folder);
    try (Stream<Path> entries = Files.list(shown)) {
      for (Path entry : entries.toList()) {
        Path link = folder.resolve(entry.getFileName());
        if (!entry.endsWith(except) && !Files.exists(link)) {
          Files.createSymbolicLink(link, entry);
        }
      }
    }
  }

  private static boolean run(Path folder, Path repository, String command) throws IOException {
    List<String> words = new ArrayList<>(List.of(command.split(" ", -1)));
    words.set(0, Path.of(System.getProperty("maven.home"), "bin", "mvn").toString());
    words.addAll(List.of("-B", "-Dmaven.repo.local=" + repository));
    Process maven =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("log").toFile())
            .start();
    try {
      if (!maven.waitFor(BUILD_MINUTES, TimeUnit.MINUTES)) {
        maven.destroy();
        return false;
      }
      return maven.exitValue() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** A command that runs in a shell, as in a terminal, with this port for the README's. */
  static final class Terminal implements AutoCloseable {
    private final Process shell;
    private final Path shown;

    Terminal(String command, Path shown) {
      this.shown = shown;
      try {
        shell =
            new ProcessBuilder(
                    "sh", "-c", command.replace("localhost:8080", "127.0.0.1:" + Site.PORT))
                // Not in a terminal, curl would show its progress among what it gets.
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .redirectOutput(shown.toFile())
                .start();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    List<String> lines() {
      return read(shown).lines().map(String::strip).toList();
    }

    void awaitLine(String beginning) {
      Await.until(
          "a line that begins with '" + beginning + "'",
          () -> lines().stream().anyMatch(line -> line.startsWith(beginning)));
    }

    int awaitEnd() {
      Await.until("the end of the command", () -> !shell.isAlive());
      return shell.exitValue();
    }

    @Override
    public void close() {
      shell.descendants().forEach(ProcessHandle::destroy);
      shell.destroy();
    }
  }
}
