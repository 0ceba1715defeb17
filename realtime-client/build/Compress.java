import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/** Puts a gzipped copy beside each file of a folder. The same file gives the same copy. */
final class Compress {

  private Compress() {}

  public static void main(String[] arguments) throws IOException {
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      files.filter(file -> !file.toString().endsWith(".gz")).forEach(Compress::compress);
    }
  }

  private static void compress(Path file) {
    Path copy = file.resolveSibling(file.getFileName() + ".gz");
    try (OutputStream out = new Best(Files.newOutputStream(copy))) {
      Files.copy(file, out);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static final class Best extends GZIPOutputStream {
    Best(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
    }
  }
}
