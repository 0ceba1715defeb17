package io.tidewire.transfer;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Names the folder where the files of one web application's transfers lie, which only the server's
 * own user may read, where the file system knows users. It is made with the first file, and deleted
 * with all that is in it when the application ends. Thread-safe; methods may block.
 */
public final class TransferFolder {

  private static final System.Logger LOG = System.getLogger(TransferFolder.class.getName());
  private static final String NAME = "tidewire-transfers";
  private static final FileAttribute<?>[] NONE = {};

  private final Path path;

  private TransferFolder(Path path) {
    this.path = path;
  }

  /**
   * Finds the folder, and deletes what is left in it by a process that was killed.
   *
   * @param temporary the application's own temporary folder; null if the server gives it none, then
   *     leftovers are the operating system's to delete
   * @return the folder
   */
  public static TransferFolder in(@Nullable Path temporary) {
    Path path =
        temporary == null
            ? Path.of(System.getProperty("java.io.tmpdir", "."), NAME + "-" + UUID.randomUUID())
            : temporary.resolve(NAME);
    TransferFolder folder = new TransferFolder(path.toAbsolutePath());
    folder.delete();
    return folder;
  }

  Path path() {
    return path;
  }

  void create() throws IOException {
    Files.createDirectories(path, ownersOnly("rwx------"));
  }

  FileAttribute<?>[] ownersOnly(String mode) {
    return path.getFileSystem().supportedFileAttributeViews().contains("posix")
        ? new FileAttribute<?>[] {
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode))
        }
        : NONE;
  }

  /** Deletes the folder with all files in it. */
  void delete() {
    if (!Files.isDirectory(path)) {
      return;
    }
    try (DirectoryStream<Path> files = Files.newDirectoryStream(path)) {
      for (Path file : files) {
        Files.deleteIfExists(file);
      }
      Files.deleteIfExists(path);
    } catch (IOException | RuntimeException e) {
      // A folder that cannot be listed to its end fails with an unchecked exception.
      LOG.log(
          System.Logger.Level.WARNING,
          "files of transfers in " + path + " could not be deleted; delete them by hand",
          e);
    }
  }
}
