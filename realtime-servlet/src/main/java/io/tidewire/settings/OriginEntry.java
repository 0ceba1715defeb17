package io.tidewire.settings;

import java.net.IDN;
import java.util.Set;

/** Lists one origin or, with {@code *} as its first label, all origins below a host. */
public final class OriginEntry {

  private static final String WILDCARD = "://*.";

  /** No page's origin has one of these schemes. */
  private static final Set<String> WITHOUT_PAGES =
      Set.of("about", "blob", "data", "file", "ftp", "javascript", "mailto", "ws", "wss");

  private final Origin origin;
  private final boolean below;

  private OriginEntry(Origin origin, boolean below) {
    this.origin = origin;
    this.below = below;
  }

  /**
   * Reads an entry. A name in another script becomes what browsers send ({@code xn--...}).
   *
   * @param text such as {@code https://app.example.org} or {@code https://*.example.org}
   * @return the entry
   * @throws IllegalArgumentException if no page could match it; the message says why
   */
  public static OriginEntry parse(String text) {
    if (text.equalsIgnoreCase("null")) {
      throw new IllegalArgumentException(
          "null is the origin of every sandboxed frame and local file, whoever made it");
    }
    boolean below = text.contains(WILDCARD);
    String whole = below ? text.replace(WILDCARD, "://") : text;
    if (whole.indexOf('*') >= 0) {
      throw new IllegalArgumentException(
          "'*' stands for whole labels in front of a host, as in https://*.example.org");
    }
    if (whole.matches("[^:]*://[^/?#]*[/?#].*")) {
      throw new IllegalArgumentException("an origin ends with its host or port");
    }
    if (whole.indexOf('@') >= 0) {
      throw new IllegalArgumentException("an origin contains no user name");
    }
    Origin origin = Origin.parse(ascii(whole));
    if (WITHOUT_PAGES.contains(origin.scheme())) {
      throw new IllegalArgumentException(
          "no page has an origin with the scheme " + origin.scheme());
    }
    if (below && (origin.host().startsWith("[") || IpAddress.parse(origin.host()).isPresent())) {
      throw new IllegalArgumentException("an IP address has no subdomains");
    }
    return new OriginEntry(origin, below);
  }

  private static String ascii(String text) {
    int scheme = text.indexOf("://");
    if (scheme < 0 || text.chars().allMatch(character -> character < 0x80)) {
      return text;
    }
    String remedy = "write the host as browsers send it, with xn-- in front of encoded labels";
    // Browsers no longer map these to other letters; the Java platform still does.
    if (text.matches(".*[ß\u03c2\u200c\u200d].*")) {
      throw new IllegalArgumentException(remedy);
    }
    String authority = text.substring(scheme + 3);
    int colon = authority.indexOf(':');
    String host = colon < 0 ? authority : authority.substring(0, colon);
    try {
      return text.substring(0, scheme + 3) + IDN.toASCII(host) + authority.substring(host.length());
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(remedy, e);
    }
  }

  /**
   * {@return whether this entry lists a page's origin}
   *
   * @param page the page's origin
   */
  public boolean matches(Origin page) {
    return below ? page.isBelow(origin) : page.isSame(origin);
  }

  @Override
  public String toString() {
    return below ? origin.toString().replace("://", WILDCARD) : origin.toString();
  }
}
