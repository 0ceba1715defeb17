package io.tidewire.benchmarks.server;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;

/** Nchan: nginx with the module of Debian's package, configured for itself in a directory. */
final class NchanProcess implements Server {

  private static final List<Path> PROGRAMS =
      List.of(Path.of("/usr/sbin/nginx"), Path.of("/usr/bin/nginx"));
  private static final Path MODULE = Path.of("/usr/lib/nginx/modules/ngx_nchan_module.so");

  private final Path directory;
  private final int port;
  private final ProcessHandle master;

  NchanProcess() throws IOException {
    Path program = program();
    directory = Files.createTempDirectory("tidewire-nchan");
    port = freePort();
    Path configuration = directory.resolve("nginx.conf");
    Files.writeString(configuration, configuration());
    List<String> command =
        List.of(program.toString(), "-p", directory + "/", "-c", configuration + "");
    Process starter = new ProcessBuilder(command).inheritIO().start();
    try {
      if (starter.waitFor() != 0) {
        throw new MissingException("nginx does not start: " + starter.exitValue());
      }
    } catch (InterruptedException e) {
      throw new IOException("interrupted", e);
    }
    String pid = Files.readString(directory.resolve("nginx.pid")).trim();
    master = ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    Runtime.getRuntime().addShutdownHook(new Thread(master::destroy));
  }

  static Path program() {
    return PROGRAMS.stream()
        .filter(path -> Files.isExecutable(path) && Files.exists(MODULE))
        .findFirst()
        .orElseThrow(
            () ->
                new MissingException(
                    "Nchan is not installed: Debian's packages nginx and libnginx-mod-nchan"));
  }

  private static int freePort() throws IOException {
    try (ServerSocket probe = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return probe.getLocalPort();
    }
  }

  private String configuration() throws IOException {
    try (InputStream in = NchanProcess.class.getResourceAsStream("nginx.conf")) {
      String text = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
      return text.replace("{module}", MODULE.toString())
          .replace("{port}", Integer.toString(port))
          .replace("{user}", System.getProperty("user.name"));
    }
  }

  private List<ProcessHandle> all() {
    List<ProcessHandle> all = new ArrayList<>(master.descendants().toList());
    all.add(master);
    return all;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public Duration cpu() {
    return all().stream().map(Processes::cpu).reduce(Duration.ZERO, Duration::plus);
  }

  @Override
  public long memory() {
    return all().stream().mapToLong(Processes::resident).sum();
  }

  @Override
  public void close() throws IOException, InterruptedException {
    master.destroy();
    try {
      master.onExit().get();
    } catch (ExecutionException e) {
      throw new IllegalStateException(e);
    }
    try (Stream<Path> files = Files.walk(directory)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
