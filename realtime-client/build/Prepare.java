import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;

/**
 * Makes of a folder of scripts what the server needs to serve them: a gzipped copy beside each, the same for the same
 * script, a list of them, and their version.
 */
final class Prepare {

  private Prepare() {}

  public static void main(String[] arguments) throws IOException {
    Path folder = Path.of(arguments[0]);
    List<Path> scripts;
    try (Stream<Path> files = Files.list(folder)) {
      scripts = files.filter(file -> file.toString().endsWith(".js")).sorted().toList();
    }
    scripts.forEach(Prepare::compress);
    Files.write(folder.resolve("files.txt"), scripts.stream().map(file -> file.getFileName().toString()).toList());
    Files.writeString(folder.resolve("version.txt"), arguments[1]);
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
