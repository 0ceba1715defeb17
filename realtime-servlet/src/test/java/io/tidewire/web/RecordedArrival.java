package io.tidewire.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request of a test's own making. */
record RecordedArrival(
    String method,
    String peer,
    String scheme,
    Map<String, List<String>> fields,
    boolean isAddressReplaced)
    implements Arrival {

  /** A request over plain HTTP, without any header but this one. */
  static RecordedArrival to(String host) {
    return new RecordedArrival("GET", "203.0.113.9", "http", Map.of("host", List.of(host)), false);
  }

  RecordedArrival by(String newMethod) {
    return new RecordedArrival(newMethod, peer, scheme, fields, isAddressReplaced);
  }

  RecordedArrival from(String address) {
    return new RecordedArrival(method, address, scheme, fields, isAddressReplaced);
  }

  RecordedArrival over(String newScheme) {
    return new RecordedArrival(method, peer, newScheme, fields, isAddressReplaced);
  }

  RecordedArrival replaced() {
    return new RecordedArrival(method, peer, scheme, fields, true);
  }

  /** Adds fields of one header. */
  RecordedArrival with(String name, String... values) {
    Map<String, List<String>> more = new LinkedHashMap<>(fields);
    more.put(name.toLowerCase(Locale.ROOT), List.of(values));
    return new RecordedArrival(method, peer, scheme, more, isAddressReplaced);
  }

  @Override
  public Optional<String> principal() {
    return Optional.empty();
  }

  @Override
  public boolean isInRole(String role) {
    return false;
  }

  @Override
  public Optional<String> header(String name) {
    return headers(name).stream().findFirst();
  }

  @Override
  public Optional<String> parameter(String name) {
    return Optional.empty();
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
  public String transport() {
    return "sse";
  }

  @Override
  public Optional<String> authority() {
    return headers("Host").stream().findFirst();
  }
}
