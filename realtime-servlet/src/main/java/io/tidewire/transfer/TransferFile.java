package io.tidewire.transfer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Set;

/**
 * Keeps what has arrived of one transfer, in a file that is open only while a chunk is written, and
 * its running hash. One thread at a time; each method may block.
 */
final class TransferFile {

  private static final Set<OpenOption> CREATE =
      Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
  private static final Set<OpenOption> WRITE = Set.of(StandardOpenOption.WRITE);
  private static final FileAttribute<?>[] NONE = {};

  private final TransferFolder folder;
  private final Path path;
  private final MessageDigest digest = sha256();

  TransferFile(TransferFolder folder, String name) {
    this.folder = folder;
    this.path = folder.path().resolve(name);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  Path path() {
    return path;
  }

  /**
   * Writes a chunk; the first one creates the file.
   *
   * @param offset where it begins; each chunk where the one before it has ended
   * @param bytes the chunk, which is left as it is
   */
  void write(long offset, ByteBuffer bytes) throws IOException {
    try (FileChannel file = offset == 0 ? create() : FileChannel.open(path, WRITE, NONE)) {
      ByteBuffer rest = bytes.duplicate();
      long at = offset;
      while (rest.hasRemaining()) {
        at += file.write(rest, at);
      }
    }
    digest.update(bytes.duplicate());
  }

  private FileChannel create() throws IOException {
    folder.create();
    return FileChannel.open(path, CREATE, folder.ownersOnly("rw-------"));
  }

  /**
   * {@return the hash of what was written, in hexadecimal digits; to be called once, at the end}
   */
  String hash() {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Deletes the file, if it is still there: the application may have moved it. */
  void delete() throws IOException {
    Files.deleteIfExists(path);
  }
}
