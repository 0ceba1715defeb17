package io.tidewire.inbound;

import io.tidewire.PayloadException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gives a handler the file of a transfer, and closes what it reads it by. */
final class ReceivedFile {

  private static final System.Logger LOG = System.getLogger(ReceivedFile.class.getName());

  private final @Nullable Path path;
  private final List<InputStream> opened = new ArrayList<>();

  /**
   * @param path the file; null if the client has sent a message
   */
  ReceivedFile(@Nullable Path path) {
    this.path = path;
  }

  /** {@return whether a type stands for the file, rather than for what the client says of it} */
  boolean isMeantBy(Type type) {
    return type == Path.class || (path != null && type == InputStream.class);
  }

  /**
   * {@return the file as this type}
   *
   * @throws PayloadException if there is none
   */
  Object as(Type type) {
    if (path == null) {
      throw new PayloadException("a file is wanted here: send it by a transfer", null);
    }
    return type == Path.class ? path : open(path);
  }

  private InputStream open(Path file) {
    try {
      InputStream stream = Files.newInputStream(file);
      opened.add(stream);
      return stream;
    } catch (IOException e) {
      throw new UncheckedIOException("the file of a transfer cannot be read", e);
    }
  }

  /** Closes what is open; nothing was written, so nothing is lost if that fails. */
  void close() {
    for (InputStream stream : opened) {
      try {
        stream.close();
      } catch (IOException e) {
        LOG.log(System.Logger.Level.DEBUG, "the file of a transfer was not closed", e);
      }
    }
  }
}
