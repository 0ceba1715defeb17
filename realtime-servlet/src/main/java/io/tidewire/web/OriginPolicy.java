package io.tidewire.web;

import io.tidewire.settings.Origin;
import io.tidewire.settings.OriginEntry;
import io.tidewire.settings.Settings;
import io.tidewire.wire.Excerpt;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Decides which web pages may connect (RFC 6454): those of the same origin, and those of a listed
 * one. A request without an origin does not come from a page and is left to authentication.
 *
 * <p>A POST whose browser says by {@code Sec-Fetch-Site} that its page is a foreign one (Fetch
 * Metadata, section 2.3) is refused even without an origin. A GET is not: it changes nothing, a
 * foreign page cannot read its response, and a link to it is a navigation of another site.
 */
public final class OriginPolicy {

  private static final String ORIGIN = "Origin";
  private static final String FETCH_SITE = "Sec-Fetch-Site";
  private static final Set<String> FOREIGN_SITES = Set.of("cross-site", "same-site");

  private final List<OriginEntry> listed;
  private final Proxies proxies;

  /**
   * Creates a policy.
   *
   * @param trust the listed origins and proxies
   */
  public OriginPolicy(Settings.HttpSettings.Trust trust) {
    this.listed = trust.allowedOrigins();
    this.proxies = new Proxies(trust);
  }

  /**
   * Decides on a request.
   *
   * @param arrival the request
   * @return why it is refused, for the log; empty if it is allowed
   */
  public Optional<String> refusal(Arrival arrival) {
    List<String> origins = arrival.headers(ORIGIN);
    if (isListed(arrival)) {
      return Optional.empty();
    }
    Optional<String> site = foreignSite(arrival);
    if (origins.isEmpty() || site.isPresent()) {
      return site;
    }
    if (origins.size() > 1) {
      return Optional.of(
          "the request has " + origins.size() + " Origin headers, where a browser sends one");
    }
    Route route = proxies.route(arrival);
    return serves(route, origins.get(0))
        ? Optional.empty()
        : Optional.of(explanation(origins.get(0), route));
  }

  /** Asks the browser itself, which no page can make say otherwise; unknown values say nothing. */
  private static Optional<String> foreignSite(Arrival arrival) {
    List<String> sites =
        arrival.method().equals("POST") ? arrival.headers(FETCH_SITE) : List.<String>of();
    if (sites.size() > 1) {
      return Optional.of(
          "the request has " + sites.size() + " Sec-Fetch-Site headers, where a browser sends one");
    }
    return sites.stream()
        .filter(site -> FOREIGN_SITES.contains(site.trim().toLowerCase(Locale.ROOT)))
        .findFirst()
        .map(
            site ->
                "its browser says '"
                    + site.trim()
                    + "' of its page (Sec-Fetch-Site), whose origin is not listed in"
                    + " realtime.allowed-origins");
  }

  /**
   * Tells whether a request comes from a listed origin, whose pages may read our responses.
   *
   * @param arrival the request
   * @return whether it names exactly one origin and that one is listed
   */
  public boolean isListed(Arrival arrival) {
    List<String> origins = arrival.headers(ORIGIN);
    if (origins.size() != 1) {
      return false;
    }
    try {
      Origin page = Origin.parse(origins.get(0));
      return listed.stream().anyMatch(entry -> entry.matches(page));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean serves(Route route, String origin) {
    try {
      return Origin.of(route.scheme(), route.authority()).serves(Origin.parse(origin));
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static String explanation(String origin, Route route) {
    StringBuilder text = new StringBuilder(256);
    text.append("origin '").append(Excerpt.of(origin));
    text.append("' is not listed in realtime.allowed-origins, and is foreign to '");
    text.append(Excerpt.of(route.scheme() + "://" + route.authority()));
    text.append("' (by ").append(route.source()).append(')');
    if (!route.client().isEmpty()) {
      text.append("; the client is ").append(Excerpt.of(route.client()));
    }
    route.doubts().forEach(doubt -> text.append("; ").append(doubt));
    return text.toString();
  }
}
