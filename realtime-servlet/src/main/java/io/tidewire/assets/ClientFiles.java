package io.tidewire.assets;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Finds the files of the browser client, which are resources of its library. Immutable.
 *
 * <p>They are served below a folder that is named by their version, so that browsers may keep them
 * for ever; the entry at the fixed address leads there. A version that is still in development
 * changes without a new name, so its folder is named by its contents as well.
 *
 * <p>Which files there are is listed by the library's build. So nothing else can be asked for,
 * whatever a path looks like.
 */
final class ClientFiles {

  /** What there is where the library is not. */
  static final ClientFiles NONE = new ClientFiles(Map.of());

  /** What a page imports, at an address that stays. */
  private static final String ENTRY = "client.js";

  /** The page that diagnoses a client's network, in which a mark stands for the scripts' folder. */
  private static final String DOCTOR = "doctor";

  private static final String FOLDER = "{folder}";

  private static final String RESOURCES = "io/tidewire/client/";
  private static final String LIST = "files.txt";
  private static final String VERSION = "version.txt";
  private static final String MODULE = "client.js";
  private static final String IN_DEVELOPMENT = "-SNAPSHOT";
  private static final int DIGITS = 12;

  private final Map<String, ClientFile> files;

  private ClientFiles(Map<String, ClientFile> files) {
    this.files = Map.copyOf(files);
  }

  /**
   * Reads the files that a class path has.
   *
   * @param classPath the application's class path
   * @return the files; none if the library is not there
   * @throws IllegalStateException if the library lacks something that it lists
   */
  static ClientFiles on(ClassLoader classPath) {
    byte[] list = read(classPath, LIST);
    if (list == null) {
      return NONE;
    }
    Map<String, ClientFile> modules = new HashMap<>();
    MessageDigest digest = Content.sha256();
    for (String name : text(list).lines().map(String::strip).sorted().toList()) {
      if (name.endsWith(".js")) {
        byte[] plain = required(classPath, name);
        byte[] zipped = read(classPath, name + ".gz");
        digest.update((name + "\n" + plain.length + "\n").getBytes(StandardCharsets.UTF_8));
        digest.update(plain);
        modules.put(
            name,
            new ClientFile(
                ClientFile.SCRIPT,
                new Content(plain, false),
                zipped == null ? null : new Content(zipped, true),
                true));
      }
    }
    String folder = folder(text(required(classPath, VERSION)).strip(), digest.digest());
    Map<String, ClientFile> files = new HashMap<>();
    modules.forEach((name, file) -> files.put(folder + "/" + name, file));
    files.put(ENTRY, made(ClientFile.SCRIPT, "export * from './" + folder + "/" + MODULE + "';\n"));
    byte[] doctor = read(classPath, DOCTOR + ".html");
    if (doctor != null) {
      files.put(DOCTOR, made(ClientFile.PAGE, text(doctor).replace(FOLDER, folder)));
    }
    return new ClientFiles(files);
  }

  private static String folder(String version, byte[] digest) {
    String name = "client/" + version;
    return version.endsWith(IN_DEVELOPMENT)
        ? name + "." + HexFormat.of().formatHex(digest).substring(0, DIGITS)
        : name;
  }

  /** Makes what stands at an address that stays, so it may change. */
  private static ClientFile made(String type, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    return new ClientFile(type, new Content(bytes, false), null, false);
  }

  private static byte[] required(ClassLoader classPath, String name) {
    byte[] bytes = read(classPath, name);
    if (bytes == null) {
      throw new IllegalStateException(
          "the browser client's library has no " + RESOURCES + name + ": build it again");
    }
    return bytes;
  }

  private static byte @Nullable [] read(ClassLoader classPath, String name) {
    try (InputStream resource = classPath.getResourceAsStream(RESOURCES + name)) {
      return resource == null ? null : resource.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + RESOURCES + name, e);
    }
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** {@return whether the library is there} */
  boolean arePresent() {
    return !files.isEmpty();
  }

  /**
   * Finds a file.
   *
   * @param path its path below that of the transports, such as {@code client.js}
   * @return the file, or empty if there is none
   */
  Optional<ClientFile> find(String path) {
    return Optional.ofNullable(files.get(path));
  }
}
