package io.tidewire.chain;

/**
 * Describes a path of the library.
 *
 * @param path the path below the context path
 * @param servlet the name of the servlet behind it
 * @param streams whether it answers asynchronously
 */
record Target(String path, String servlet, boolean streams) {

  /** {@return whether a filter's URL pattern covers it (Servlet specification, section 12.2)} */
  boolean isCoveredBy(String urlPattern) {
    if (urlPattern.endsWith("/*")) {
      String prefix = urlPattern.substring(0, urlPattern.length() - 2);
      return path.equals(prefix) || path.startsWith(prefix + "/");
    }
    return path.equals(urlPattern);
  }

  boolean isServedBy(String servletName) {
    return servletName.equals("*") || servletName.equals(servlet);
  }
}
