package io.tidewire.web;

import io.tidewire.spi.ConnectRequest;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** Presents a request as it reached the server: where it comes from and goes to, and by whom. */
public interface Arrival extends ConnectRequest {

  /** {@return the request's method, such as GET} */
  String method();

  /**
   * Returns all fields of a header.
   *
   * @param name the header's name
   * @return the values of its fields, in their order
   */
  List<String> headers(String name);

  /**
   * Returns the address of the peer as the container reports it.
   *
   * @return the address, or empty if the container reports none
   */
  Optional<String> address();

  /** {@return whether the container has replaced the peer's address by another} */
  boolean isAddressReplaced();

  /** {@return the scheme that the container takes the request for: http or https} */
  String scheme();

  /**
   * Returns the host that the request names.
   *
   * @return host and perhaps port, or empty if it names none
   */
  Optional<String> authority();

  /** {@return the query as the client wrote it, not decoded, or empty} */
  Optional<String> query();

  /**
   * Returns the subprotocols that a WebSocket's client offers (RFC 6455, section 11.3.4).
   *
   * @return its offers, in its order of preference
   */
  default List<String> protocols() {
    return headers("Sec-WebSocket-Protocol").stream()
        .flatMap(field -> Stream.of(field.split(",", -1)))
        .map(String::strip)
        .filter(protocol -> !protocol.isEmpty())
        .toList();
  }

  /** {@return the id of the HTTP session that the request belongs to, or empty} */
  Optional<String> sessionId();

  /** {@return whether the client has named an HTTP session, as far as the container tells} */
  boolean saysSessionCookie();

  /** {@return whether it has its connection for itself (HTTP/1), which may end with the answer} */
  default boolean hasOwnConnection() {
    return false;
  }

  /** {@return the last segment of its path, such as sse, for the log} */
  String transport();
}
