package io.tidewire.sample;

import jakarta.servlet.http.HttpServletRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Refuses what a page of another origin sends with the cookie of a user who has signed in here. A
 * request without an {@code Origin} comes from no page.
 */
final class SameOrigin {

  private static final Set<String> FOREIGN = Set.of("cross-site", "same-site");
  private static final int HTTP = 80;
  private static final int HTTPS = 443;

  private SameOrigin() {}

  /**
   * Checks a request that changes something.
   *
   * @throws RefusedException if a page of another origin has sent it
   */
  static void require(HttpServletRequest request) {
    List<String> origins = Collections.list(request.getHeaders("Origin"));
    boolean foreign =
        Collections.list(request.getHeaders("Sec-Fetch-Site")).stream().anyMatch(FOREIGN::contains)
            || origins.size() > 1
            || (origins.size() == 1
                && !isOwn(origins.get(0), request.isSecure(), request.getHeader("Host")));
    if (foreign) {
      throw RefusedException.forbidden("only this application's own pages may ask for this");
    }
  }

  /**
   * Compares a page's origin with the host that it has asked. TLS may end at a proxy, so a page may
   * be an {@code https} one although the request is not; the other way round it is foreign.
   */
  static boolean isOwn(String origin, boolean secure, @Nullable String host) {
    try {
      URI page = new URI(origin);
      URI here = new URI(page.getScheme() + "://" + host);
      return page.getHost() != null
          && page.getHost().equalsIgnoreCase(here.getHost())
          && port(page) == port(here)
          && ("https".equals(page.getScheme()) || (!secure && "http".equals(page.getScheme())));
    } catch (URISyntaxException e) {
      return false;
    }
  }

  private static int port(URI uri) {
    if (uri.getPort() != -1) {
      return uri.getPort();
    }
    return "https".equals(uri.getScheme()) ? HTTPS : HTTP;
  }
}
