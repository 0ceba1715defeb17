package io.tidewire.benchmarks.server;

import java.util.ArrayList;
import java.util.List;

/**
 * Settings of Tomcat that decide how much memory an idle connection takes, and limits of this
 * library.
 */
final class Knobs {

  private static final String REQUEST_HEADERS = "connector.maxHttpRequestHeaderSize=";
  private static final String RESPONSE_HEADERS = "connector.maxHttpResponseHeaderSize=1024";
  private static final String READ_BUFFER = "connector.socket.appReadBufSize=1024";
  private static final String WRITE_BUFFER = "connector.socket.appWriteBufSize=2048";
  private static final String TEXT_BUFFER =
      "context.org.apache.tomcat.websocket.textBufferSize=1024";
  private static final String BINARY_BUFFER =
      "context.org.apache.tomcat.websocket.binaryBufferSize=1024";

  /** For any connection. */
  static final List<String> CONNECTOR =
      List.of(REQUEST_HEADERS + 2_048, RESPONSE_HEADERS, READ_BUFFER, WRITE_BUFFER);

  /** For WebSockets. */
  static final List<String> WEBSOCKET =
      List.of(
          REQUEST_HEADERS + 2_048,
          RESPONSE_HEADERS,
          READ_BUFFER,
          WRITE_BUFFER,
          TEXT_BUFFER,
          BINARY_BUFFER);

  /** The two ways to carry our WebSockets, whichever is the default. */
  static final Setup JSR_356 = Setup.options("context.realtime.websocket.upgrade=false");

  static final Setup UPGRADED = Setup.options("context.realtime.websocket.upgrade=true");

  /** Lets each client send as many messages as it can; all other limits stay. */
  static final Setup RATES_OFF =
      Setup.options(
          "context.realtime.limits.messages=off", "context.realtime.limits.messages-per-user=off");

  /** Counts what is counted only if somebody asks for it; no benchmark gets there. */
  static final Setup ALL_LIMITS =
      Setup.options(
          "context.realtime.limits.per-address=100000", "context.realtime.limits.connects=1000000");

  private Knobs() {}

  /** What the documentation recommends, for requests with headers of so many bytes. */
  static Setup recommended(int requestHeaders) {
    return Setup.options(
        REQUEST_HEADERS + requestHeaders,
        RESPONSE_HEADERS,
        READ_BUFFER,
        WRITE_BUFFER,
        TEXT_BUFFER,
        BINARY_BUFFER);
  }

  /** The contestant without any of the options, and with each of them. */
  static List<Contestant> alone(Contestant contestant, List<String> options) {
    List<Contestant> all = new ArrayList<>();
    all.add(contestant);
    for (String option : options) {
      all.add(contestant.with(option.substring(option.indexOf('.') + 1), Setup.options(option)));
    }
    return all;
  }
}
