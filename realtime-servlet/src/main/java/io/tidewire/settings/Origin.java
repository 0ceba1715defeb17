package io.tidewire.settings;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Names where a web page comes from: scheme, host and port (RFC 6454), in the form in which
 * browsers compare them. Case is ignored, a scheme's default port equals no port, and all spellings
 * of an IPv6 address are the same address.
 */
public final class Origin {

  private static final int MAX_LENGTH = 300;
  private static final int NO_PORT = -1;
  private static final int MAX_PORT = 65_535;

  private final String scheme;
  private final String host;
  private final int port;

  private Origin(String scheme, String host, int port) {
    this.scheme = scheme;
    this.host = host;
    this.port = port;
  }

  /**
   * Reads an origin.
   *
   * @param text scheme, {@code ://}, host and perhaps a port, and nothing else
   * @return the origin
   * @throws IllegalArgumentException if no browser could send it; the message says why
   */
  public static Origin parse(String text) {
    int end = text.indexOf("://");
    if (end < 0) {
      throw new IllegalArgumentException("it has no scheme such as https://");
    }
    return of(text.substring(0, end), text.substring(end + 3));
  }

  /**
   * Reads the origin of a server's pages.
   *
   * @param scheme the scheme, without {@code ://}
   * @param authority host, and perhaps a colon and a port, as in the {@code Host} header
   * @return the origin
   * @throws IllegalArgumentException if the authority is malformed; the message says why
   */
  public static Origin of(String scheme, String authority) {
    if (scheme.length() + authority.length() > MAX_LENGTH) {
      throw new IllegalArgumentException("it is longer than any origin");
    }
    String name = scheme.toLowerCase(Locale.ROOT);
    if (!name.matches("[a-z][a-z0-9+.-]*")) {
      throw new IllegalArgumentException("its scheme is not well formed");
    }
    int colon = authority.indexOf(':', Math.max(0, authority.indexOf(']')));
    String host = colon < 0 ? authority : authority.substring(0, colon);
    int port = colon < 0 ? NO_PORT : port(name, authority.substring(colon + 1));
    return new Origin(name, host(host), port);
  }

  private static int port(String scheme, String text) {
    if (!text.matches("[0-9]{1,5}") || Integer.parseInt(text) > MAX_PORT) {
      throw new IllegalArgumentException("its host is followed by more than a port");
    }
    int port = Integer.parseInt(text);
    int usual =
        switch (scheme) {
          case "http" -> 80;
          case "https" -> 443;
          default -> NO_PORT;
        };
    return port == usual ? NO_PORT : port;
  }

  private static String host(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      return six(text.substring(1, text.length() - 1));
    }
    String host = text.toLowerCase(Locale.ROOT);
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    String[] labels = name.split("\\.", -1);
    for (String label : labels) {
      if (!label.matches("[a-z0-9_-]{1,63}")) {
        throw new IllegalArgumentException("its host is not well formed");
      }
    }
    // Browsers read such a host as an IPv4 address and send only its usual form.
    if (labels[labels.length - 1].matches("[0-9]+|0x[0-9a-f]*")
        && (name.length() < host.length() || IpAddress.parse(name).isEmpty())) {
      throw new IllegalArgumentException("its host is not a well-formed IPv4 address");
    }
    return host;
  }

  private static String six(String text) {
    byte @Nullable [] bytes = IpAddress.six(text);
    if (bytes == null) {
      throw new IllegalArgumentException("its host is not a well-formed IPv6 address");
    }
    StringBuilder groups = new StringBuilder("[");
    for (int i = 0; i < bytes.length; i += 2) {
      groups.append(i == 0 ? "" : ":");
      groups.append(Integer.toHexString((bytes[i] & 0xff) << 8 | (bytes[i + 1] & 0xff)));
    }
    return groups.append(']').toString();
  }

  /** {@return the scheme, in lower case} */
  public String scheme() {
    return scheme;
  }

  /** {@return the host, in lower case} */
  String host() {
    return host;
  }

  /**
   * {@return whether another origin has the same scheme, host and port}
   *
   * @param other the other origin
   */
  public boolean isSame(Origin other) {
    return scheme.equals(other.scheme) && isAlikeButForScheme(other);
  }

  /**
   * Tells whether this origin and a page's count as the same. An {@code https} page may also call a
   * server to which its request looks like {@code http}, since TLS may end in front of the server;
   * the reverse is never allowed.
   *
   * @param page the page's origin
   * @return whether the page is not foreign
   */
  public boolean serves(Origin page) {
    return isSame(page)
        || (scheme.equals("http") && page.scheme.equals("https") && isAlikeButForScheme(page));
  }

  private boolean isAlikeButForScheme(Origin other) {
    return host.equals(other.host) && port == other.port;
  }

  /** {@return whether this origin differs from another only by labels in front of its host} */
  boolean isBelow(Origin parent) {
    return scheme.equals(parent.scheme) && port == parent.port && host.endsWith("." + parent.host);
  }

  @Override
  public String toString() {
    return scheme + "://" + host + (port == NO_PORT ? "" : ":" + port);
  }
}
