package io.tidewire.fuzz;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Holds the samples of one kind that a module keeps in {@code src/test/resources/corpus/<kind>},
 * one in each file. A sample that has found a fault stays there for good, named after it. A line
 * break at a file's end is no part of its sample.
 *
 * @param samples the samples by the names of their files
 */
public record Corpus(Map<String, String> samples) {

  /** Reads the samples that are beside the tests of a class. */
  public static Corpus of(Class<?> test, String kind) {
    URL folder = test.getResource("/corpus/" + kind);
    if (folder == null) {
      throw new AssertionError("there is no folder corpus/" + kind);
    }
    try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
      Map<String, String> samples = new TreeMap<>();
      for (Path file : files.toList()) {
        String text = Files.readString(file, StandardCharsets.UTF_8);
        samples.put(file.getFileName().toString(), text.replaceFirst("\\n\\z", ""));
      }
      return new Corpus(samples);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  /** {@return the samples alone} */
  public List<String> texts() {
    return List.copyOf(samples.values());
  }
}
