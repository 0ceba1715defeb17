package io.tidewire.it.launch;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A server's process and what it writes, line by line, for whoever waits for a line. */
public final class ServerProcess {

  private record Expected(Pattern pattern, CompletableFuture<String> line) {}

  private final Process process;
  private final PrintWriter copy;
  private final List<Expected> expected = new CopyOnWriteArrayList<>();
  private final CompletableFuture<Void> ended = new CompletableFuture<>();

  /** Starts it; all that it writes goes to this file too. It ends with this JVM at the latest. */
  public ServerProcess(ProcessBuilder builder, Path output) throws IOException {
    Files.createDirectories(output.toAbsolutePath().getParent());
    copy = new PrintWriter(Files.newBufferedWriter(output), true);
    process = builder.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> all().forEach(ProcessHandle::destroy)));
  }

  /** Begins to read what the process writes. Whoever waits for its first lines says so before. */
  public void read() {
    Thread reader = new Thread(this::copyLines, "server-output");
    reader.setDaemon(true);
    reader.start();
  }

  private void copyLines() {
    try (BufferedReader lines = process.inputReader(StandardCharsets.UTF_8);
        copy) {
      lines.lines().forEach(this::take);
    } catch (UncheckedIOException | IOException e) {
      ended.completeExceptionally(e);
    } finally {
      ended.complete(null);
    }
  }

  private void take(String line) {
    copy.println(line);
    for (Expected one : expected) {
      if (one.pattern().matcher(line).find()) {
        one.line().complete(line);
      }
    }
    expected.removeIf(one -> one.line().isDone());
  }

  /** The next line in which this is found; fails if the output ends before. */
  public CompletableFuture<String> next(Pattern pattern) {
    Expected one = new Expected(pattern, new CompletableFuture<>());
    expected.add(one);
    var unused =
        ended.whenComplete(
            (nothing, fault) ->
                one.line()
                    .completeExceptionally(new IllegalStateException("the server ended", fault)));
    return one.line();
  }

  /**
   * Sends it one of the signals by which such programs are told things, for example {@code HUP}.
   */
  public void signal(String name) throws IOException {
    // The shell's own command: not every system has a program of this name.
    new ProcessBuilder("sh", "-c", "kill -s " + name + " " + process.pid()).inheritIO().start();
  }

  /** Asks the process and those that it has started to end, and makes them after this time. */
  public void end(Duration patience) throws InterruptedException {
    List<ProcessHandle> processes = all().toList();
    processes.forEach(ProcessHandle::destroy);
    if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
      processes.forEach(ProcessHandle::destroyForcibly);
      process.waitFor();
    }
  }

  private Stream<ProcessHandle> all() {
    return Stream.concat(process.descendants(), Stream.of(process.toHandle()));
  }
}
