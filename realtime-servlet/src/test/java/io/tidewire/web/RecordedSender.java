package io.tidewire.web;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A request of a test's own making. */
record RecordedSender(
    String peer, String scheme, Map<String, List<String>> fields, boolean isAddressReplaced)
    implements OriginPolicy.Sender {

  /** A request over plain HTTP, without any header but this one. */
  static RecordedSender to(String host) {
    return new RecordedSender("203.0.113.9", "http", Map.of("host", List.of(host)), false);
  }

  RecordedSender from(String address) {
    return new RecordedSender(address, scheme, fields, isAddressReplaced);
  }

  RecordedSender over(String newScheme) {
    return new RecordedSender(peer, newScheme, fields, isAddressReplaced);
  }

  RecordedSender replaced() {
    return new RecordedSender(peer, scheme, fields, true);
  }

  /** Adds fields of one header. */
  RecordedSender with(String name, String... values) {
    Map<String, List<String>> more = new LinkedHashMap<>(fields);
    more.put(name.toLowerCase(Locale.ROOT), List.of(values));
    return new RecordedSender(peer, scheme, more, isAddressReplaced);
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
