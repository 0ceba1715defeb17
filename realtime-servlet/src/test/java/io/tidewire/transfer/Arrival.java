package io.tidewire.transfer;

import io.tidewire.Payload;
import io.tidewire.Topic;
import io.tidewire.servlet.Parts;
import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.web.ApplicationExecutor;
import io.tidewire.web.Callers;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** An application that receives transfers into a folder of the test's, by the hub's clock. */
final class Arrival implements AutoCloseable {

  static final String OWNER = "u:ann";

  final StillHub hub = new StillHub();
  final ApplicationExecutor executor = hub.executor(4);
  final WebApplication application;
  final Transfers transfers;
  private final Path folder;

  Arrival(Path temporary, Map<String, String> settings) {
    this.folder = temporary.resolve("tidewire-transfers");
    this.application =
        WebApplication.attach(
            Settings.read(List.of(source(settings))),
            hub.hub(),
            Parts.denyAll(),
            new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
            executor);
    this.transfers = Transfers.of(application, TransferFolder.in(temporary), hub.ticker());
  }

  private static SettingSource source(Map<String, String> settings) {
    return SettingSource.of("test", settings);
  }

  static Order order(String owner, byte... content) {
    return new Order(
        owner, 0, Topic.of("files"), "t", Payload.json("null"), content.length, hash(content));
  }

  static String hash(byte... content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  static byte[] content(int size) {
    byte[] content = new byte[size];
    new Random(size).nextBytes(content);
    return content;
  }

  /** The bytes of a chunk. */
  static byte[] chunk(byte[] content, int length, int index) {
    int from = Math.min(index * length, content.length);
    return Arrays.copyOfRange(content, from, Math.min(from + length, content.length));
  }

  /** The files that are there. */
  List<Path> files() {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(folder)) {
      return files.toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  @Override
  public void close() {
    transfers.close();
    hub.close();
  }
}
