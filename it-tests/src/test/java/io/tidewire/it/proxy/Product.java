package io.tidewire.it.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A reverse proxy that people use, and the configuration that the documentation gives for it. */
public enum Product {
  NGINX(
      "nginx",
      "nginx.conf",
      "start worker process",
      "HUP",
      "gracefully shutting down",
      "nginx -p . -e stderr -c main.conf"),
  HAPROXY(
      "HAProxy",
      "haproxy.cfg",
      "Loading success",
      "USR2",
      "Proxy app stopped",
      "haproxy -W -f app.conf"),
  HTTPD(
      "Apache httpd",
      "httpd.conf",
      "resuming normal operations",
      "USR1",
      "resuming normal operations",
      "apache2 -DFOREGROUND -f main.conf");

  /** Where Debian has them; not everybody's path leads there. */
  private static final String FOLDERS = System.getenv("PATH") + ":/usr/local/sbin:/usr/sbin";

  private final String title;
  private final String file;
  private final Pattern started;
  private final String reload;
  private final Pattern reloaded;
  private final String command;

  Product(
      String title, String file, String started, String reload, String reloaded, String command) {
    this.title = title;
    this.file = file;
    this.started = Pattern.compile(started);
    this.reload = reload;
    this.reloaded = Pattern.compile(reloaded);
    this.command = command;
  }

  /** Its name, for people. */
  public String title() {
    return title;
  }

  /** The configuration for an application, as it stands in the documentation. */
  public String documented() {
    return resource(file)
        .orElseThrow(() -> new AssertionError("no documented configuration " + file));
  }

  private List<String> words() {
    return List.of(command.split(" "));
  }

  /** Where it is installed, or empty. */
  public Optional<Path> program() {
    return Stream.of(FOLDERS.split(":"))
        .map(folder -> Path.of(folder, words().get(0)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** What is around the documented configuration; empty if nothing has to be. */
  Optional<String> surroundings() {
    return resource(file.replace(".", "-main."));
  }

  /** The command that runs it in the foreground, of configurations in this folder. */
  ProcessBuilder command(Path folder) {
    Path program = program().orElseThrow(() -> new AssertionError("there is no " + title));
    ProcessBuilder builder = new ProcessBuilder(program.toString());
    builder
        .command()
        .addAll(
            words().stream()
                .skip(1)
                .map(word -> word.equals("main.conf") ? folder.resolve(word).toString() : word)
                .map(word -> word.equals(".") ? folder.toString() : word)
                .toList());
    builder
        .environment()
        .putAll(Map.of("FOLDER", folder.toString(), "MODULES", "/usr/lib/apache2/modules"));
    return builder.directory(folder.toFile()).redirectErrorStream(true);
  }

  /** What it writes once it listens. */
  Pattern started() {
    return started;
  }

  /** The signal by which it reads its configuration again. */
  String reload() {
    return reload;
  }

  /** What it writes when it takes no connection any more by the configuration that it had. */
  Pattern reloaded() {
    return reloaded;
  }

  private static Optional<String> resource(String name) {
    try (InputStream in = Product.class.getResourceAsStream(name)) {
      return in == null
          ? Optional.empty()
          : Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
