package io.tidewire.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A request of a test's own making: a GET over plain HTTP until something else is said. */
final class RecordedArrival implements Arrival {

  private String method = "GET";
  private String transport = "sse";
  private @Nullable String query;
  private String peer = "203.0.113.9";
  private boolean isAddressReplaced;
  private String scheme = "http";
  private Map<String, List<String>> fields = Map.of();
  private @Nullable String principal;
  private @Nullable String session;

  private RecordedArrival() {}

  /** A request without any header but this one. */
  static RecordedArrival to(String host) {
    return new RecordedArrival().with("Host", host);
  }

  /** A handshake of a page of another origin. */
  static RecordedArrival foreignUpgrade() {
    return to("here.example").on("ws").with("Origin", "https://elsewhere.example");
  }

  private RecordedArrival but(Consumer<RecordedArrival> change) {
    RecordedArrival copy = new RecordedArrival();
    copy.method = method;
    copy.transport = transport;
    copy.query = query;
    copy.peer = peer;
    copy.isAddressReplaced = isAddressReplaced;
    copy.scheme = scheme;
    copy.fields = fields;
    copy.principal = principal;
    copy.session = session;
    change.accept(copy);
    return copy;
  }

  RecordedArrival by(String newMethod) {
    return but(copy -> copy.method = newMethod);
  }

  RecordedArrival on(String newTransport) {
    return but(copy -> copy.transport = newTransport);
  }

  RecordedArrival asking(@Nullable String newQuery) {
    return but(copy -> copy.query = newQuery);
  }

  RecordedArrival from(String address) {
    return but(copy -> copy.peer = address);
  }

  RecordedArrival over(String newScheme) {
    return but(copy -> copy.scheme = newScheme);
  }

  RecordedArrival replaced() {
    return but(copy -> copy.isAddressReplaced = true);
  }

  /** Is the container's user. */
  RecordedArrival of(@Nullable String user) {
    return but(copy -> copy.principal = user);
  }

  /** Names a session by a cookie. */
  RecordedArrival in(@Nullable String newSession) {
    return but(copy -> copy.session = newSession);
  }

  /** Adds fields of one header. */
  RecordedArrival with(String name, String... values) {
    Map<String, List<String>> more = new LinkedHashMap<>(fields);
    more.put(name.toLowerCase(Locale.ROOT), List.of(values));
    return but(copy -> copy.fields = more);
  }

  @Override
  public String method() {
    return method;
  }

  @Override
  public String transport() {
    return transport;
  }

  @Override
  public Optional<String> query() {
    return Optional.ofNullable(query);
  }

  @Override
  public Optional<String> parameter(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<String> principal() {
    return Optional.ofNullable(principal);
  }

  @Override
  public boolean isInRole(String role) {
    return false;
  }

  @Override
  public Optional<String> sessionId() {
    return Optional.ofNullable(session);
  }

  @Override
  public boolean saysSessionCookie() {
    return session != null;
  }

  @Override
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  @Override
  public List<String> headers(String name) {
    return fields.getOrDefault(name.toLowerCase(Locale.ROOT), List.of());
  }

  @Override
  public Optional<String> address() {
    return peer.isEmpty() ? Optional.empty() : Optional.of(peer);
  }

  @Override
  public boolean isAddressReplaced() {
    return isAddressReplaced;
  }

  @Override
  public String scheme() {
    return scheme;
  }

  @Override
  public Optional<String> authority() {
    return header("Host");
  }
}
