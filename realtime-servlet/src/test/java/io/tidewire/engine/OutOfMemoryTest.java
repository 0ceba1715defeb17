package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Runs out of memory for real, in a process of its own: see {@link SmallHeap}. */
@Timeout(180)
class OutOfMemoryTest {

  @Test
  void whereMemoryRunsOutAgainAndAgainNothingThatWasAcknowledgedIsLost()
      throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx64m",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                SmallHeap.class.getName())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    int status = process.waitFor();
    String report =
        output.lines().filter(line -> line.contains("acknowledged")).findAny().orElse("");
    System.out.println("with a heap of 64 MB: " + report);
    assertThat(status).as(output).isZero();
  }
}
