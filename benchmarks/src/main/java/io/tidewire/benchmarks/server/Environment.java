package io.tidewire.benchmarks.server;

import io.tidewire.benchmarks.targets.Versions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The machine on which it was measured, and the versions of what was. */
final class Environment {

  private static final Path PROCESSORS = Path.of("/proc/cpuinfo");
  private static final Path MEMORY = Path.of("/proc/meminfo");
  private static final Path FILE_LIMITS = Path.of("/proc/self/limits");

  void describe(StringBuilder text) throws IOException {
    item(
        text,
        "Machine",
        "%d processors%s, %s; %s %s"
            .formatted(
                Runtime.getRuntime().availableProcessors(),
                found(PROCESSORS, "model name", " "),
                found(MEMORY, "MemTotal", "").strip(),
                System.getProperty("os.name"),
                System.getProperty("os.version")));
    item(text, "Load client", "on the same machine and the same JDK as the servers, one thread");
    item(text, "Open files", found(FILE_LIMITS, "Max open files", "").strip());
    item(text, "Jars", String.join(", ", Versions.all()));
    item(text, "Nchan", nchan());
    text.append('\n');
  }

  private static void item(StringBuilder text, String what, String value) {
    text.append("- ").append(what).append(": ").append(value).append('\n');
  }

  /** What a line that begins so says behind its colon, or behind its beginning. */
  private static String found(Path file, String beginning, String prefix) throws IOException {
    if (!Files.exists(file)) {
      return "";
    }
    return Files.readAllLines(file).stream()
        .filter(line -> line.startsWith(beginning))
        .map(
            line ->
                prefix
                    + "("
                    + line.substring(beginning.length()).replaceAll("[:\\s]+", " ").strip()
                    + ")")
        .findFirst()
        .orElse("");
  }

  private static String nchan() throws IOException {
    try {
      return output(List.of(NchanProcess.program().toString(), "-v"))
          + "; "
          + output(List.of("dpkg-query", "-W", "libnginx-mod-nchan"));
    } catch (Server.MissingException e) {
      return "not installed";
    }
  }

  private static String output(List<String> command) throws IOException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .strip()
        .replace('\t', ' ');
  }
}
