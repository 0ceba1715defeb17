package io.tidewire.it.kit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.tidewire.it.kit.RawWebSocket.Frame;
import jakarta.json.Json;
import java.net.http.HttpClient;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The two clients check each other: the JDK's one proves the frames that the raw one writes. */
class WebSocketClientsTest {
  private final HttpClient http = Http.newClient();
  private final Recording<Frame> serverSaw = new Recording<>("frames at the server");
  private final TinyServer server = new TinyServer(this::echo);

  @AfterEach
  void close() throws Exception {
    server.close();
  }

  /** Echoes each text message as an array of itself twice, answers close, refuses a bad origin. */
  private void echo(TinyServer.Request request, RawHttp connection) {
    if (request.header("Origin").equals("http://bad")) {
      TinyServer.send(connection, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n");
      return;
    }
    TinyServer.upgrade(request, connection);
    StringBuilder message = new StringBuilder();
    Optional<Frame> next = Frame.read(connection);
    for (; next.isPresent(); next = Frame.read(connection)) {
      Frame frame = next.get();
      serverSaw.add(frame);
      message.append(frame.text());
      if (frame.opcode() == RawWebSocket.CLOSE) {
        connection.send(frame.encode(false));
      } else if (frame.last()) {
        connection.send(Frame.text("[" + message + "," + message + "]").encode(false));
        message.setLength(0);
      }
    }
  }

  private WsClient connect() {
    return WsClient.open(http, server.uri("ws", "/"));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 60, 65_400, 70_000})
  void framesOfAllLengthsPassBothWays(int length) {
    String text = Json.createObjectBuilder().add("type", "x".repeat(length)).build().toString();
    try (WsClient client = connect()) {
      client.sendText(text);
      assertEquals(
          List.of(text, text), client.frames().await(2).stream().map(Object::toString).toList());
    }
    try (RawWebSocket raw = RawWebSocket.open(server.port(), "/")) {
      raw.send(Frame.text(text));
      assertEquals("[" + text + "," + text + "]", raw.read().text());
    }
  }

  @Test
  void sendsFragmentsHeadersAndSubprotocols() {
    try (WsClient client =
        WsClient.open(http, server.uri("ws", "/"), Map.of("Origin", "http://ok"), "a.v1", "b.v1")) {
      assertEquals("a.v1", client.subprotocol());
      client.sendText("{\"type\":", "\"t\"", "}");
      assertEquals("t", client.await("t").type());
      assertEquals(
          List.of(RawWebSocket.TEXT, 0, 0),
          serverSaw.await(3).stream().map(Frame::opcode).toList());
      client.frames().await();
      client.frames().assertExhausted();
      client.sendClose(4000);
      assertEquals(4000, client.ends().await().code());
    }
  }

  @Test
  void tellsRefusalsAndBreaks() {
    try (WsClient client =
        WsClient.open(http, server.uri("ws", "/"), Map.of("Origin", "http://bad"))) {
      assertEquals(403, client.ends().await().code());
    }
    assertThrows(
        AssertionError.class, () -> RawWebSocket.open(server.port(), "/", "Origin: http://bad"));
    try (CuttingProxy proxy = new CuttingProxy(server.port())) {
      Line line = proxy.line();
      try (WsClient client = WsClient.open(http, line.uri("ws", "/"))) {
        client.subprotocol();
        line.cut(Cut.now(Cut.Kind.RESET));
        assertEquals(End.BROKEN, client.ends().await().code());
      }
    }
  }

  @Test
  void theRawClientSendsWhatTheOtherRefusesTo() {
    try (RawWebSocket raw = RawWebSocket.open(server.port(), "/")) {
      byte[] badUtf8 = {'"', (byte) 0xc3, '"'};
      raw.send(new Frame(RawWebSocket.TEXT, true, badUtf8));
      assertArrayEquals(badUtf8, serverSaw.await().payload());
      byte[] unmasked = Frame.text("{}").encode(false);
      raw.sendBytes(Arrays.copyOf(unmasked, 3));
      serverSaw.assertExhausted();
      raw.sendBytes(Arrays.copyOfRange(unmasked, 3, unmasked.length));
      assertEquals("{}", serverSaw.await().text());
      raw.send(new Frame(RawWebSocket.CLOSE, true, new byte[] {0x03, (byte) 0xf1}));
      assertEquals(1009, raw.awaitClose());
    }
  }
}
