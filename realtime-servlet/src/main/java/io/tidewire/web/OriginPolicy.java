package io.tidewire.web;

import io.tidewire.settings.Settings;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which web pages may connect (RFC 6454): those of the same origin, and those of a listed one. A
 * request without an origin does not come from a page and is left to authentication.
 */
public final class OriginPolicy {

  private final Settings.HttpSettings.Trust trust;

  /**
   * A policy.
   *
   * @param trust the listed origins and proxies
   */
  public OriginPolicy(Settings.HttpSettings.Trust trust) {
    this.trust = trust;
  }

  /** What a request says of where it comes from and whom it believes to talk to. */
  public interface Sender {

    /**
     * A header field.
     *
     * @param name its name
     * @return its first value, or empty
     */
    Optional<String> header(String name);

    /**
     * The peer's address.
     *
     * @return the address, or empty if the container does not tell
     */
    Optional<String> address();
  }

  /**
   * Decides on a request.
   *
   * @param sender where it comes from
   * @return whether it may pass
   */
  public boolean allows(Sender sender) {
    Optional<String> origin = sender.header("Origin");
    return origin.isEmpty() || isListed(origin.get()) || isSame(origin.get(), sender);
  }

  /**
   * Whether an origin is listed, so that its pages may read our answers.
   *
   * @param origin the origin, or null
   * @return whether it is a listed one
   */
  public boolean isListed(@Nullable String origin) {
    return origin != null && trust.allowedOrigins().contains(origin.toLowerCase(Locale.ROOT));
  }

  private boolean isSame(String origin, Sender sender) {
    URI uri;
    try {
      uri = URI.create(origin);
    } catch (IllegalArgumentException e) {
      return false;
    }
    String scheme = uri.getScheme();
    if (uri.getHost() == null || scheme == null) {
      return false;
    }
    String expected = withoutDefaultPort(uri.getAuthority(), scheme);
    return host(sender)
        .map(host -> withoutDefaultPort(host, scheme).equals(expected))
        .orElse(false);
  }

  private Optional<String> host(Sender sender) {
    Set<String> proxies = trust.proxies();
    if (sender.address().filter(proxies::contains).isPresent()) {
      Optional<String> forwarded = sender.header("X-Forwarded-Host");
      if (forwarded.isPresent()) {
        return forwarded.map(hosts -> hosts.split(",", 2)[0].trim());
      }
    }
    return sender.header("Host");
  }

  private static String withoutDefaultPort(String authority, String scheme) {
    String lower = authority.toLowerCase(Locale.ROOT);
    String port = scheme.equalsIgnoreCase("https") ? ":443" : ":80";
    return lower.endsWith(port) ? lower.substring(0, lower.length() - port.length()) : lower;
  }
}
