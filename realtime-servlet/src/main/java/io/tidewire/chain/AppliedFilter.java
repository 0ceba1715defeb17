package io.tidewire.chain;

import java.util.Set;

/**
 * Describes a filter of the application.
 *
 * @param name as it is registered
 * @param className its class; empty if the container does not tell
 * @param async whether it supports asynchronous requests
 * @param origin where it is declared
 * @param urlPatterns the URL patterns by which it sees requests
 * @param servletNames the servlets whose requests it sees
 */
record AppliedFilter(
    String name,
    String className,
    AsyncSupport async,
    Origin origin,
    Set<String> urlPatterns,
    Set<String> servletNames) {

  /**
   * Says where a filter is declared, and so how to change it.
   *
   * @param kind the way of declaring it
   * @param place the file, or another hint where to find it
   */
  record Origin(Kind kind, String place) {

    enum Kind {
      DESCRIPTOR("add <async-supported>true</async-supported> to its <filter> element"),
      ANNOTATION("add asyncSupported = true to its @WebFilter"),
      CODE("call setAsyncSupported(true) on its registration");

      private final String remedy;

      Kind(String remedy) {
        this.remedy = remedy;
      }

      String remedy() {
        return remedy;
      }
    }
  }

  boolean covers(Target target) {
    return urlPatterns.stream().anyMatch(target::isCoveredBy)
        || servletNames.stream().anyMatch(target::isServedBy);
  }

  /**
   * {@return a description such as {@code 'legacy' (org.example.LegacyFilter, WEB-INF/web.xml)}}
   */
  String describe() {
    return "'"
        + name
        + "' ("
        + (className.isEmpty() ? "" : className + ", ")
        + origin.place()
        + ")";
  }
}
