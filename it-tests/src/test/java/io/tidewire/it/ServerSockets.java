package io.tidewire.it;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Which connections the server's process holds open, as Linux lists them. What a process has closed
 * has no inode any more, whatever TCP still does with it.
 */
final class ServerSockets {
  private static final Path IPV4 = Path.of("/proc/net/tcp");
  private static final Path IPV6 = Path.of("/proc/net/tcp6");
  private static final int LOCAL = 1;
  private static final int REMOTE = 2;
  private static final int INODE = 9;

  private ServerSockets() {}

  static boolean areListed() {
    return Files.isReadable(IPV4);
  }

  /** Whether the server still holds its end of a connection between these ports. */
  static boolean holds(int serverPort, int clientPort) {
    return Stream.of(IPV4, IPV6)
        .filter(Files::isReadable)
        .flatMap(ServerSockets::lines)
        .map(line -> line.strip().split("\\s+"))
        .anyMatch(
            fields ->
                hasPort(fields[LOCAL], serverPort)
                    && hasPort(fields[REMOTE], clientPort)
                    && !fields[INODE].equals("0"));
  }

  private static Stream<String> lines(Path table) {
    try {
      return Files.readAllLines(table).stream().skip(1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean hasPort(String address, int port) {
    return address.endsWith(":%04X".formatted(port));
  }
}
