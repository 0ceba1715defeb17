package io.tidewire.benchmarks.server;

import io.tidewire.benchmarks.targets.TargetKind;
import io.tidewire.benchmarks.targets.TargetServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A target on a JVM of its own, the same that runs this. */
final class TargetProcess implements Server {

  private static final long STOP_SECONDS = 20;

  private final Process process;
  private final int port;
  private final HttpClient http = HttpClient.newHttpClient();

  TargetProcess(TargetKind kind, Setup setup) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(setup.jvmFlags());
    command.addAll(List.of("-cp", classPath()));
    command.addAll(List.of(TargetServer.class.getName(), kind.name()));
    command.addAll(setup.options());
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader output =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.US_ASCII));
    String line = output.readLine();
    if (line == null) {
      throw new IllegalStateException(kind + " did not start");
    }
    port = Integer.parseInt(line);
  }

  /** Surefire's own property comes first: it starts tests with a jar that only refers to others. */
  private static String classPath() {
    return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public Duration cpu() {
    return Processes.cpu(process.toHandle());
  }

  @Override
  public long memory() throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/heap")).build();
    return Long.parseLong(http.send(request, HttpResponse.BodyHandlers.ofString()).body());
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
