package io.tidewire.servlet;

import io.tidewire.settings.Settings.HttpSettings;
import java.util.List;

/**
 * Says what carries the WebSockets of an application, and why.
 *
 * @param upgraded whether they are upgraded requests; if not, the container's JSR-356
 *     implementation carries them
 * @param reason why, for the log
 */
record WebSocketRoad(boolean upgraded, String reason) {

  /**
   * What servers say of themselves, up to the last number of their version, if the tests of
   * WebSockets have passed on them with upgraded requests, with NIO and NIO2; docs/servers.md says
   * on which version, and with what. A server that builds on one of them, as TomEE does, says
   * something else, and is none of them.
   */
  private static final List<String> PROVEN = List.of("Apache Tomcat/10.1.", "Apache Tomcat/11.0.");

  private static final String AUTO = "realtime.websocket.upgrade=auto: ";

  /**
   * Decides by the settings and the server.
   *
   * @param settings the settings of WebSockets
   * @param server what the container says of itself, see {@code ServletContext.getServerInfo}
   */
  static WebSocketRoad of(HttpSettings.WebSocket settings, String server) {
    return switch (settings.upgrade()) {
      case TRUE -> new WebSocketRoad(true, "realtime.websocket.upgrade=true");
      case FALSE -> new WebSocketRoad(false, "realtime.websocket.upgrade=false");
      case AUTO -> automatic(settings.compression(), server);
    };
  }

  private static WebSocketRoad automatic(boolean compression, String server) {
    if (compression) {
      return new WebSocketRoad(
          false, AUTO + "only JSR-356 compresses (realtime.websocket.compression)");
    }
    return PROVEN.stream().anyMatch(server::startsWith)
        ? new WebSocketRoad(true, AUTO + "proven on " + server)
        : new WebSocketRoad(false, AUTO + "upgraded requests are not proven on " + server);
  }

  /** {@return JSR-356 instead, since a request cannot be upgraded here} */
  WebSocketRoad blocked(String why) {
    return new WebSocketRoad(false, AUTO + why);
  }

  /** {@return what carries them in words, for the log} */
  String inWords() {
    return (upgraded ? "upgraded requests" : "sessions of JSR-356") + " (" + reason + ")";
  }
}
