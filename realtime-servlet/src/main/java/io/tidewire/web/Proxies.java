package io.tidewire.web;

import io.tidewire.settings.AddressRange;
import io.tidewire.settings.HeaderFamily;
import io.tidewire.settings.IpAddress;
import io.tidewire.settings.Origin;
import io.tidewire.settings.Settings;
import io.tidewire.wire.Excerpt;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Decides which headers of proxies are believed.
 *
 * <p>Only a peer that is a trusted proxy is believed, and only one family of headers is read, since
 * a proxy passes on the other family as its client sent it. The last element is what the nearest
 * proxy wrote: host, port and scheme. The client's address is searched from there to the left: each
 * trusted address vouches for the element that it wrote, and the first address that is not trusted
 * is the client. An element that cannot be read counts as the address of the proxy that wrote it.
 */
final class Proxies {

  private final List<AddressRange> trusted;
  private final HeaderFamily family;

  Proxies(Settings.HttpSettings.Trust trust) {
    this.trusted = trust.proxies();
    this.family = trust.forwarded();
  }

  Route route(Arrival arrival) {
    String peer = arrival.address().orElse("");
    if (arrival.isAddressReplaced()) {
      return own(
          arrival,
          peer,
          name -> true,
          "the server itself has replaced its peer's address by another");
    }
    Optional<IpAddress> address = IpAddress.parse(peer);
    if (address.isEmpty() || !isTrusted(address.get())) {
      String reason =
          address.isEmpty()
              ? "the address the request came from is not known here"
              : "it came from " + address.get() + ", which realtime.trusted-proxies does not list";
      return own(arrival, peer, name -> true, reason);
    }
    Told told = family == HeaderFamily.FORWARDED ? forwarded(arrival) : xForwarded(arrival);
    return believed(arrival, address.get(), told);
  }

  /**
   * Returns where a client is, as far as headers are believed.
   *
   * @return its address; empty if it is not known
   */
  Optional<IpAddress> client(Arrival arrival) {
    return IpAddress.parse(route(arrival).client());
  }

  /** {@return the header by which a peer that is not trusted names its client, or null} */
  @Nullable String disbelieved(Arrival arrival) {
    Optional<IpAddress> peer = IpAddress.parse(arrival.address().orElse(""));
    if (arrival.isAddressReplaced() || peer.isEmpty() || isTrusted(peer.get())) {
      return null;
    }
    return Stream.of(HeaderFamily.values())
        .map(HeaderFamily::clientHeader)
        .filter(name -> !arrival.headers(name).isEmpty())
        .findFirst()
        .orElse(null);
  }

  private boolean isTrusted(IpAddress address) {
    return trusted.stream().anyMatch(range -> range.contains(address));
  }

  private static Route own(
      Arrival arrival, String client, Predicate<String> isDoubted, String reason) {
    return new Route(
        client,
        arrival.scheme(),
        arrival.authority().orElse(""),
        "Host",
        doubts(arrival, isDoubted, reason));
  }

  private static List<String> doubts(Arrival arrival, Predicate<String> isDoubted, String reason) {
    List<String> doubts = new ArrayList<>();
    for (HeaderFamily each : HeaderFamily.values()) {
      String name = each.hostHeader();
      List<String> values = arrival.headers(name);
      if (!values.isEmpty() && isDoubted.test(name)) {
        String shown = Excerpt.of(String.join(", ", values));
        doubts.add(name + " '" + shown + "' was not believed, since " + reason);
      }
    }
    return doubts;
  }

  private Route believed(Arrival arrival, IpAddress peer, Told told) {
    String client = client(peer, told.clients()).toString();
    String otherFamily = "realtime.forwarded names the other family of headers";
    Predicate<String> isOther = name -> !name.equals(family.hostHeader());
    Route own = own(arrival, client, isOther, otherFamily);
    String scheme = scheme(told.scheme()).orElse(own.scheme());
    String host = told.host();
    List<String> doubts = new ArrayList<>(own.doubts());
    if (host != null && !isAuthority(host)) {
      doubts.add(
          family.hostHeader()
              + " '"
              + Excerpt.of(host)
              + "' was ignored, since it is not a host name or address");
      host = null;
    }
    String authority = host == null ? own.authority() : host;
    String port = told.port();
    boolean takesPort = port != null && isUsable(port) && !hasPort(authority);
    return new Route(
        client,
        scheme,
        takesPort ? authority + ":" + port : authority,
        host == null ? own.source() : family.hostHeader(),
        doubts);
  }

  private IpAddress client(IpAddress peer, List<String> clients) {
    IpAddress known = peer;
    for (int i = clients.size() - 1; i >= 0 && isTrusted(known); i--) {
      Optional<IpAddress> next = node(clients.get(i));
      if (next.isEmpty()) {
        return known;
      }
      known = next.get();
    }
    return known;
  }

  /** Reads an address, which a port may follow; an IPv6 address with a port has brackets. */
  private static Optional<IpAddress> node(String text) {
    if (text.startsWith("[")) {
      int end = text.indexOf(']');
      String rest = end < 0 ? "?" : text.substring(end + 1);
      return rest.matches("(:[0-9A-Za-z._-]{1,32})?")
          ? IpAddress.parse(text.substring(1, end))
          : Optional.empty();
    }
    int colon = text.indexOf(':');
    boolean hasPort = colon >= 0 && colon == text.lastIndexOf(':');
    return IpAddress.parse(hasPort ? text.substring(0, colon) : text);
  }

  private static Optional<String> scheme(@Nullable String told) {
    if (told == null) {
      return Optional.empty();
    }
    return switch (told.toLowerCase(Locale.ROOT)) {
      case "http", "ws" -> Optional.of("http");
      case "https", "wss" -> Optional.of("https");
      default -> Optional.empty();
    };
  }

  private static boolean isAuthority(String text) {
    try {
      return !Origin.of("http", text).toString().isEmpty();
    } catch (IllegalArgumentException e) {
      return false;
    }
  }

  private static boolean hasPort(String authority) {
    return authority.indexOf(':', Math.max(0, authority.indexOf(']'))) >= 0;
  }

  /** Ignores the usual port of either scheme, since TLS may end in front of the proxy. */
  private static boolean isUsable(String port) {
    return port.matches("[0-9]{1,5}") && !port.equals("80") && !port.equals("443");
  }

  private static Told xForwarded(Arrival arrival) {
    return new Told(
        elements(arrival, "X-Forwarded-For"),
        last(elements(arrival, "X-Forwarded-Host")),
        last(elements(arrival, "X-Forwarded-Port")),
        last(elements(arrival, "X-Forwarded-Proto")));
  }

  private static List<String> elements(Arrival arrival, String name) {
    List<String> elements = new ArrayList<>();
    for (String field : arrival.headers(name)) {
      for (String element : field.split(",", -1)) {
        elements.add(element.trim());
      }
    }
    return elements;
  }

  private static @Nullable String last(List<String> elements) {
    String last = elements.isEmpty() ? "" : elements.get(elements.size() - 1);
    return last.isEmpty() ? null : last;
  }

  private static Told forwarded(Arrival arrival) {
    List<String> clients = new ArrayList<>();
    Map<String, String> last = Map.of();
    for (String field : arrival.headers("Forwarded")) {
      List<Map<String, String>> elements = ForwardedHeader.parse(field);
      elements.forEach(element -> clients.add(element.getOrDefault("for", "")));
      last = elements.isEmpty() ? Map.of() : elements.get(elements.size() - 1);
      if (elements.isEmpty()) {
        clients.add("");
      }
    }
    return new Told(clients, last.get("host"), null, last.get("proto"));
  }

  /** Holds what one family says: all clients in order, and what the nearest proxy wrote. */
  private record Told(
      List<String> clients,
      @Nullable String host,
      @Nullable String port,
      @Nullable String scheme) {}
}
