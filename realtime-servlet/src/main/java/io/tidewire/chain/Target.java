package io.tidewire.chain;

/**
 * A path of ours.
 *
 * @param path from the context path on
 * @param servlet the name of the servlet behind it
 * @param streams whether its answers come asynchronously
 */
record Target(String path, String servlet, boolean streams) {

  /** Whether a URL pattern of a filter covers it (Servlet specification, section 12.2). */
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
