package io.tidewire.chain;

import io.tidewire.Hub;
import java.io.IOException;
import java.net.URL;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The tests' class path without the library and the tests themselves, so that a web application has
 * nothing but what it brings along.
 */
final class HiddenLibrary extends ClassLoader {

  private static final String OURS = "io.tidewire.";

  private final List<String> hidden =
      List.of(location(Hub.class), location(ChainSetup.class), location(HiddenLibrary.class));

  HiddenLibrary() {
    super(HiddenLibrary.class.getClassLoader());
  }

  private static String location(Class<?> type) {
    return type.getProtectionDomain().getCodeSource().getLocation().toString();
  }

  @Override
  protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
    if (name.startsWith(OURS)) {
      throw new ClassNotFoundException(name);
    }
    return super.loadClass(name, resolve);
  }

  @Override
  public @Nullable URL getResource(String name) {
    try {
      Enumeration<URL> all = getResources(name);
      return all.hasMoreElements() ? all.nextElement() : null;
    } catch (IOException e) {
      return null;
    }
  }

  @Override
  public Enumeration<URL> getResources(String name) throws IOException {
    List<URL> visible =
        Collections.list(super.getResources(name)).stream()
            .filter(url -> hidden.stream().noneMatch(url.toString()::contains))
            .toList();
    return Collections.enumeration(visible);
  }
}
