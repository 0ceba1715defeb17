package io.tidewire.it;

import static io.tidewire.it.app.account.WrittenTokens.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.kit.End;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.RawHttp.Response;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.RawWebSocket.Frame;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.Deflater;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Messages and tokens that are made to do harm are refused with the code that says why, and the
 * server's heap stays as it was; a neighbour from another address sees nothing of it.
 */
@ArquillianTest
@RunAsClient
@Timeout(180)
@EnabledIf(
    value = "io.tidewire.it.Server#hasKnownWebSockets",
    disabledReason = "what of this the server itself refuses, and how, is not known")
class HarmfulMessagesIT {
  private static final Site SITE = new Site("harmed");
  private static final Site DEFLATING = new Site("harmed-deflating");

  private static final int DEPTH = 10_000;
  private static final int BOMB_BYTES = 64 << 20;
  private static final int BOMBS = 4;
  private static final int TOKEN_BYTES = 1_000_000;
  private static final int BAD_TOKENS = 50;

  /** The bit of a frame that is compressed (RFC 7692, section 6). */
  private static final int COMPRESSED = 0x40;

  private static final String EXTENSION = "Sec-WebSocket-Extensions: permessage-deflate";

  private AttackedNode node;

  @Deployment(name = "harmed", testable = false)
  static WebArchive application() {
    return AttackedNode.archive(SITE, Map.of());
  }

  @Deployment(name = "deflating", testable = false)
  static WebArchive deflating() {
    return AttackedNode.archive(DEFLATING, Map.of("realtime.websocket.compression", "true"));
  }

  @BeforeEach
  void look() {
    node = new AttackedNode(SITE);
  }

  @AfterEach
  void close() throws Exception {
    node.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "{\"type\":\"subscribe\",\"topic\":%s}",
        "{\"type\":\"send\",\"to\":\"mirror\",\"event\":\"e\",\"data\":%s}",
      })
  void jsonOfAnyDepthIsABadRequest(String frame) {
    Neighbour neighbour = node.neighbour();
    Attacker attacker = node.attacker();
    String json = frame.formatted("[".repeat(DEPTH) + "]".repeat(DEPTH));
    RawWebSocket socket = attacker.webSocket();
    assertThat(answer(socket).type()).isEqualTo("welcome");

    socket.send(Frame.text(json));
    Envelope error = answer(socket);
    for (String resource : List.of("send", "sse", "poll")) {
      Response answer = attacker.post(resource, json.length(), json).readResponse();
      assertThat(answer.status()).as(resource).isEqualTo(400);
      assertThat(answer.body()).contains("bad-request", "nested deeper");
    }

    assertThat(error.text("code")).isEqualTo("bad-request");
    assertThat(error.text("message")).contains("nested deeper");
    socket.send(Frame.text("{\"type\":\"banana\"}"));
    assertThat(answer(socket).text("code")).isEqualTo("unknown-type");
    neighbour.assertUndisturbed();
  }

  /** The next frame that is no heartbeat. */
  private static Envelope answer(RawWebSocket socket) {
    while (true) {
      Frame frame = socket.read();
      if (frame.opcode() == RawWebSocket.TEXT) {
        Optional<Envelope> answer =
            Envelope.unbatch(frame.text()).stream()
                .filter(one -> !one.type().equals("ping"))
                .findFirst();
        if (answer.isPresent()) {
          return answer.get();
        }
      }
    }
  }

  /** Where nothing is compressed, by default, a compressed frame breaks the protocol. */
  @Test
  void aBombIsRefusedUnopenedWhereNothingIsCompressed() {
    Neighbour neighbour = node.neighbour();
    Attacker attacker = node.attacker();
    byte[] bomb = deflated(BOMB_BYTES);

    RawWebSocket socket = attacker.webSocket(EXTENSION);
    Attacker.unlessEnded(() -> socket.send(new Frame(RawWebSocket.TEXT | COMPRESSED, true, bomb)));
    assertThat(Attacker.end(socket)).isIn(1002, End.BROKEN);
    Response answer = attacker.post("send", 0, "", "Content-Encoding: deflate").readResponse();
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.body()).contains("bad-request");

    neighbour.assertUndisturbed();
    node.assertHeapFlat("a bomb, unopened");
  }

  @Test
  void aBombIsNotInflatedBeyondTheLimit() throws Exception {
    try (AttackedNode deflating = new AttackedNode(DEFLATING)) {
      bomb(deflating);
    }
  }

  private static void bomb(AttackedNode deflating) {
    Neighbour neighbour = deflating.neighbour();
    byte[] bomb = deflated(BOMB_BYTES);
    List<RawWebSocket> sockets = new ArrayList<>();
    for (int i = 0; i < BOMBS; i++) {
      RawWebSocket socket = deflating.attacker().webSocket(EXTENSION);
      Attacker.unlessEnded(
          () -> socket.send(new Frame(RawWebSocket.TEXT | COMPRESSED, true, bomb)));
      sockets.add(socket);
      neighbour.visit();
      deflating.measure();
    }

    // Our own carrier of WebSockets knows no extension, and where it must be taken there is none.
    int code = "true".equals(System.getenv(Server.UPGRADE)) ? 1002 : 1009;
    for (RawWebSocket socket : sockets) {
      assertThat(Attacker.end(socket)).isIn(code, End.BROKEN);
    }
    neighbour.assertUndisturbed();
    deflating.assertHeapFlat("bombs of " + BOMB_BYTES + " bytes");
  }

  /** So many spaces as the payload of a compressed message (RFC 7692, section 7.2.1). */
  private static byte[] deflated(int bytes) {
    Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
    byte[] spaces = new byte[1 << 16];
    Arrays.fill(spaces, (byte) ' ');
    byte[] buffer = new byte[1 << 16];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int done = 0; done < bytes; done += spaces.length) {
      deflater.setInput(spaces);
      int count;
      do {
        int flush = done + spaces.length < bytes ? Deflater.NO_FLUSH : Deflater.SYNC_FLUSH;
        count = deflater.deflate(buffer, 0, buffer.length, flush);
        out.write(buffer, 0, count);
      } while (count == buffer.length);
    }
    deflater.end();
    byte[] all = out.toByteArray();
    return Arrays.copyOf(all, all.length - 4);
  }

  /** In a frame it is too large a message; a server takes no such header, but one that does. */
  @Test
  void aTokenOfAMegabyteIsRefusedOnEveryWay() {
    Neighbour neighbour = node.neighbour();
    Attacker attacker = node.attacker();
    String token = "a".repeat(TOKEN_BYTES);

    RawWebSocket socket = attacker.webSocket();
    assertThat(answer(socket).type()).isEqualTo("welcome");
    String auth = "{\"type\":\"auth\",\"token\":\"" + token + "\"}";
    Attacker.unlessEnded(() -> socket.send(Frame.text(auth)));
    assertThat(errorAndEnd(socket)).isSubsetOf("too-large", "1009", "" + End.BROKEN);
    neighbour.visit();

    Response narrow = exchange(attacker.connect(), "info", token);
    assertThat(narrow.status()).isBetween(400, 499);
    Response wide =
        exchange(attacker.connect(Integer.getInteger("server.wide.port")), "info", token);
    assertThat(wide.status()).as(wide.body()).isEqualTo(401);
    assertThat(wide.body()).contains("unauthorized").doesNotContain("aaa");

    neighbour.assertUndisturbed();
    node.assertHeapFlat("tokens of a megabyte");
  }

  private static List<String> errorAndEnd(RawWebSocket socket) {
    List<String> told = new ArrayList<>();
    try {
      for (Optional<Frame> next = socket.next(); next.isPresent(); next = socket.next()) {
        Frame frame = next.get();
        if (frame.opcode() == RawWebSocket.CLOSE) {
          told.add("" + frame.closeCode());
          return told;
        }
        if (frame.opcode() == RawWebSocket.TEXT) {
          Envelope.unbatch(frame.text()).stream()
              .filter(one -> one.type().equals("error"))
              .forEach(one -> told.add(one.text("code")));
        }
      }
    } catch (UncheckedIOException e) {
      // A reset: the server did not read all that was sent.
    }
    told.add("" + End.BROKEN);
    return told;
  }

  private static Response exchange(RawHttp connection, String resource, String token) {
    String request =
        "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Bearer %s\r\nConnection: close\r\n\r\n"
            .formatted(SITE.path(resource), token);
    Attacker.unlessEnded(() -> connection.send(request.getBytes(StandardCharsets.US_ASCII)));
    return connection.readResponse();
  }

  /** Over each road, again and again: one that has ended, and one that nobody has issued. */
  @ParameterizedTest
  @ValueSource(strings = {"ended", "forged"})
  void whoeverComesWithABadTokenIsNobody(String kind) {
    String bad = kind.equals("ended") ? token("ann", "clerk", Instant.EPOCH) : "of.my.own";
    Neighbour neighbour = node.neighbour();
    Attacker attacker = node.attacker();
    for (int i = 0; i < BAD_TOKENS; i++) {
      switch (i % 5) {
        case 0 -> assertUnauthorized(exchange(attacker.connect(), "info", bad));
        case 1 -> assertUnauthorized(exchange(attacker.connect(), "sse?topic=open/a", bad));
        case 2 -> assertUnauthorized(exchange(attacker.connect(), "poll?topic=open/a", bad));
        case 3 -> {
          RawWebSocket socket = attacker.webSocket("Authorization: Bearer " + bad);
          assertThat(errorAndEnd(socket)).containsExactly("unauthorized", "1008");
        }
        default -> {
          RawWebSocket socket = attacker.webSocket();
          socket.send(Frame.text("{\"type\":\"auth\",\"token\":\"" + bad + "\"}"));
          assertThat(errorAndEnd(socket)).containsExactly("unauthorized", "4001");
          neighbour.visit();
        }
      }
    }
    neighbour.assertUndisturbed();
    node.assertHeapFlat("bad tokens");
  }

  private static void assertUnauthorized(Response answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.body()).contains("unauthorized");
  }
}
