package io.tidewire.servlet;

import io.tidewire.websocket.ContainerDefaults;
import jakarta.servlet.ServletContext;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Finds the settings of a container's own WebSockets, which those of upgraded requests ignore. */
final class UnheededSettings {

  /** Begins the names of Tomcat's context-params and system properties. */
  private static final String TOMCAT = "org.apache.tomcat.websocket.";

  private UnheededSettings() {}

  /**
   * Finds those that are set.
   *
   * @param context the application
   * @param container its {@code ServerContainer}, if it has one
   * @return each setting by its name; empty if none is set
   */
  static List<String> of(ServletContext context, @Nullable Object container) {
    Set<String> names = new TreeSet<>(Collections.list(context.getInitParameterNames()));
    names.addAll(System.getProperties().stringPropertyNames());
    names.removeIf(name -> !name.startsWith(TOMCAT));
    List<String> found = new ArrayList<>(names);
    if (container != null) {
      found.addAll(ContainerDefaults.changedIn(container));
    }
    return found;
  }
}
