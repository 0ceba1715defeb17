package io.tidewire.it;

import static io.tidewire.it.app.account.WrittenTokens.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.account.WrittenTokens;
import io.tidewire.it.app.mirror.Mirror;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.End;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.RawHttp;
import io.tidewire.it.kit.RawHttp.Response;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.RawWebSocket.Frame;
import io.tidewire.spi.InboundHandler;
import io.tidewire.spi.TokenVerifier;
import java.io.ByteArrayOutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
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
 * Attacks are refused or ended with the code that says why, and the server's heap stays as it was;
 * a neighbour from another address meanwhile misses no event and no answer, and sees no error.
 *
 * <p>{@code -Plong} opens as many connections as a real attack: {@code -Dattack.connections=10000}.
 */
@ArquillianTest
@RunAsClient
@Timeout(600)
@EnabledIf(
    value = "io.tidewire.it.Server#hasKnownWebSockets",
    disabledReason = "which attacks this server itself ends, and how, is not known")
class AttackIT {
  private static final int CONNECTIONS = Integer.getInteger("attack.connections", 400);
  private static final int PER_ADDRESS = CONNECTIONS / 10;
  private static final int CONNECTS = CONNECTIONS / 2;

  /** With the limits by address, and impatient. */
  private static final Site LIMITED = new Site("attacked");

  /** As it comes, but for the number of connections. */
  private static final Site DEFAULTS = new Site("attacked-defaults");

  private static final Site DEFLATING = new Site("attacked-deflating");

  private static final int SLOW = 20;
  private static final int MUTE = 20;
  private static final int FRAMES = 100_000;
  private static final int DEPTH = 10_000;
  private static final int BOMB_BYTES = 64 << 20;
  private static final int TOKEN_BYTES = 1_000_000;
  private static final int BAD_TOKENS = 50;
  private static final int VISITS = 20;

  /** Of a frame that is sent byte by byte: its head, and a bit more. */
  private static final int BEGINNING = 16;

  private static final long BYTE_MILLIS = 250;
  private static final long MEBIBYTE = 1 << 20;

  /** The bit of a frame that is compressed (RFC 7692, section 6). */
  private static final int COMPRESSED = 0x40;

  private static final String EXTENSION = "Sec-WebSocket-Extensions: permessage-deflate";
  private static final String TOO_LARGE = "too-large";

  private final ScheduledExecutorService dribble = Executors.newSingleThreadScheduledExecutor();
  private final List<AutoCloseable> opened = new ArrayList<>();
  private ServerJvm jvm;
  private long heapBefore;
  private long mostHeap;

  @Deployment(name = "limited", testable = false)
  static WebArchive limited() {
    return archive(
        LIMITED,
        Map.of(
            "realtime.limits.per-address", "" + PER_ADDRESS,
            "realtime.limits.connects", "" + CONNECTS,
            "realtime.heartbeat", "1s",
            "realtime.send-timeout", "3s",
            "realtime.websocket.pong-timeout", "3s",
            "realtime.websocket.close-timeout", "1s"));
  }

  @Deployment(name = "defaults", testable = false)
  static WebArchive defaults() {
    return archive(DEFAULTS, Map.of("realtime.max-connections", "" + CONNECTIONS));
  }

  @Deployment(name = "deflating", testable = false)
  static WebArchive deflating() {
    return archive(DEFLATING, Map.of("realtime.websocket.compression", "true"));
  }

  private static WebArchive archive(Site site, Map<String, String> settings) {
    return site.archive(settings)
        .addClasses(Mirror.class, WrittenTokens.class)
        .addAsServiceProvider(InboundHandler.class, Mirror.class)
        .addAsServiceProvider(TokenVerifier.class, WrittenTokens.class);
  }

  @BeforeEach
  void measureHeap() {
    jvm = new ServerJvm();
    heapBefore = jvm.liveHeap();
  }

  @AfterEach
  void closeAll() throws Exception {
    dribble.shutdownNow();
    assertThat(dribble.awaitTermination(Await.DEADLINE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    for (AutoCloseable each : opened) {
      each.close();
    }
    jvm.close();
  }

  private <T extends AutoCloseable> T keep(T one) {
    opened.add(one);
    return one;
  }

  private Neighbour neighbour(Site site) {
    return keep(new Neighbour(site));
  }

  private Attacker attacker(Site site) {
    return keep(new Attacker(site));
  }

  private void lookAtHeap() {
    mostHeap = Math.max(mostHeap, jvm.liveHeap());
  }

  private void assertHeapFlat(String attack) {
    lookAtHeap();
    System.getLogger(AttackIT.class.getName())
        .log(
            System.Logger.Level.INFO,
            "{0}: live heap in KiB: {1} before, at most {2} meanwhile",
            attack,
            heapBefore / 1024,
            mostHeap / 1024);
    assertThat(mostHeap - heapBefore).as("heap under " + attack).isLessThan(16 * MEBIBYTE);
  }

  /** The neighbour is visited a few times meanwhile. */
  private static Map<String, Integer> attempts(Attacker attacker, Neighbour neighbour, int count) {
    Map<String, Integer> outcomes = new HashMap<>();
    for (int i = 0; i < count; i++) {
      if (i % (count / VISITS) == 0) {
        neighbour.visit();
      }
      outcomes.merge(attacker.tryWebSocket().orElse("let in"), 1, Integer::sum);
    }
    return outcomes;
  }

  private static int count(Map<String, Integer> outcomes, String part) {
    return outcomes.entrySet().stream()
        .filter(outcome -> outcome.getKey().contains(part))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  /**
   * Those beyond the share are told so; those beyond the attempts are not even upgraded. The first
   * attack fills what the server itself keeps of connections for the next ones.
   */
  @Test
  void oneAddressGetsTheConnectionsThatItMayHaveAndNoMore() {
    Neighbour neighbour = neighbour(LIMITED);
    try (Attacker first = new Attacker(LIMITED)) {
      attempts(first, neighbour, CONNECTIONS);
    }
    heapBefore = jvm.liveHeap();
    Attacker attacker = attacker(LIMITED);

    Map<String, Integer> outcomes = attempts(attacker, neighbour, CONNECTIONS);

    assertThat(count(outcomes, "let in")).as(outcomes.toString()).isEqualTo(PER_ADDRESS);
    int told = count(outcomes, "rate-limited, then 1013");
    int refused = count(outcomes, "status=429");
    assertThat(refused).as(outcomes.toString()).isPositive();
    assertThat(PER_ADDRESS + told + refused).as(outcomes.toString()).isEqualTo(CONNECTIONS);
    neighbour.assertUndisturbed();
    assertHeapFlat(CONNECTIONS + " connections of one address");
  }

  /** One address may then take nine tenths: the last tenth is for the others. */
  @Test
  void withTheDefaultsAnotherAddressStillGetsIn() {
    Neighbour neighbour = neighbour(DEFAULTS);
    Attacker attacker = attacker(DEFAULTS);

    Map<String, Integer> outcomes = attempts(attacker, neighbour, CONNECTIONS);

    assertThat(count(outcomes, "let in")).as(outcomes.toString()).isEqualTo(CONNECTIONS / 10 * 9);
    assertThat(count(outcomes, "let in") + count(outcomes, "rate-limited") + count(outcomes, "429"))
        .as(outcomes.toString())
        .isEqualTo(CONNECTIONS);
    neighbour.assertUndisturbed();
    neighbour(DEFAULTS).assertUndisturbed();
  }

  /** A sign of life once, and then one byte after the other of messages that never end. */
  @Test
  void whoeverSendsAByteNowAndThenIsEnded() {
    Neighbour neighbour = neighbour(LIMITED);
    Attacker attacker = attacker(LIMITED);
    byte[] message = Frame.text(" ".repeat(10_000)).encode(true);
    AtomicInteger next = new AtomicInteger(BEGINNING);
    List<RawWebSocket> sockets =
        IntStream.range(0, SLOW / 2).mapToObj(i -> attacker.webSocket()).toList();
    List<RawHttp> bodies =
        IntStream.range(0, SLOW / 2).mapToObj(i -> attacker.post("send", 10_000, "")).toList();
    sockets.forEach(socket -> socket.sendBytes(Arrays.copyOf(message, BEGINNING)));
    var unused =
        dribble.scheduleAtFixedRate(
            () -> {
              byte[] one = {message[next.getAndIncrement()]};
              sockets.forEach(socket -> unlessEnded(() -> socket.sendBytes(one)));
              bodies.forEach(body -> unlessEnded(() -> body.send(new byte[] {' '})));
            },
            0,
            BYTE_MILLIS,
            TimeUnit.MILLISECONDS);
    neighbour.visit();

    for (RawHttp body : bodies) {
      Response answer = body.readResponse();
      assertThat(answer.status()).as(answer.body()).isEqualTo(408);
      assertThat(answer.body()).contains("bad-request");
      neighbour.visit();
    }
    for (RawWebSocket socket : sockets) {
      assertThat(Attacker.end(socket)).isIn(1001, End.BROKEN);
      neighbour.visit();
    }
    neighbour.assertUndisturbed();
    assertHeapFlat("a byte now and then");
  }

  private static void unlessEnded(Runnable send) {
    try {
      send.run();
    } catch (UncheckedIOException e) {
      // It has been ended, which the test waits for elsewhere.
    }
  }

  @Test
  void whoeverAnswersNoPingIsEnded() {
    Neighbour neighbour = neighbour(LIMITED);
    Attacker attacker = attacker(LIMITED);
    List<RawWebSocket> mute = IntStream.range(0, MUTE).mapToObj(i -> attacker.webSocket()).toList();
    mute.forEach(socket -> socket.send(Frame.text("{\"type\":\"pong\"}")));

    for (RawWebSocket socket : mute) {
      neighbour.visit();
      assertThat(Attacker.end(socket)).isEqualTo(1001);
    }
    neighbour.assertUndisturbed();
  }

  /** Each of them wants an answer. The end is told, unless it is overtaken by a reset. */
  @Test
  void whoeverSendsAHundredThousandFramesAtOnceIsEnded() {
    Neighbour neighbour = neighbour(LIMITED);
    RawWebSocket socket = attacker(LIMITED).webSocket();
    byte[] frames = repeated(Frame.text("{}").encode(true), FRAMES);
    CompletableFuture<Void> sent =
        CompletableFuture.runAsync(() -> unlessEnded(() -> socket.sendBytes(frames)));

    do {
      neighbour.visit();
      lookAtHeap();
    } while (!sent.isDone());

    assertThat(Attacker.end(socket)).isIn(1013, End.BROKEN);
    neighbour.assertUndisturbed();
    assertHeapFlat(FRAMES + " frames at once");
  }

  private static byte[] repeated(byte[] one, int times) {
    byte[] all = new byte[one.length * times];
    for (int i = 0; i < times; i++) {
      System.arraycopy(one, 0, all, i * one.length, one.length);
    }
    return all;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%s",
        "{\"type\":\"subscribe\",\"topic\":%s}",
        "{\"type\":\"send\",\"to\":\"mirror\",\"event\":\"e\",\"data\":%s}",
      })
  void jsonOfAnyDepthIsABadRequest(String frame) {
    Neighbour neighbour = neighbour(LIMITED);
    Attacker attacker = attacker(LIMITED);
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
    Neighbour neighbour = neighbour(LIMITED);
    Attacker attacker = attacker(LIMITED);
    byte[] bomb = deflated(BOMB_BYTES);

    RawWebSocket socket = attacker.webSocket(EXTENSION);
    unlessEnded(() -> socket.send(new Frame(RawWebSocket.TEXT | COMPRESSED, true, bomb)));
    assertThat(Attacker.end(socket)).isIn(1002, End.BROKEN);
    Response answer = attacker.post("send", 0, "", "Content-Encoding: deflate").readResponse();
    assertThat(answer.status()).isEqualTo(415);
    assertThat(answer.body()).contains("bad-request");

    neighbour.assertUndisturbed();
    assertHeapFlat("a bomb, unopened");
  }

  @Test
  void aBombIsNotInflatedBeyondTheLimit() {
    Neighbour neighbour = neighbour(DEFLATING);
    byte[] bomb = deflated(BOMB_BYTES);
    List<RawWebSocket> sockets = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      RawWebSocket socket = attacker(DEFLATING).webSocket(EXTENSION);
      unlessEnded(() -> socket.send(new Frame(RawWebSocket.TEXT | COMPRESSED, true, bomb)));
      sockets.add(socket);
      neighbour.visit();
      lookAtHeap();
    }

    // Our own carrier of WebSockets knows no extension.
    int code = Server.upgradesWebSockets() ? 1002 : 1009;
    for (RawWebSocket socket : sockets) {
      assertThat(Attacker.end(socket)).isIn(code, End.BROKEN);
    }
    neighbour.assertUndisturbed();
    assertHeapFlat("bombs of " + BOMB_BYTES + " bytes");
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
    Neighbour neighbour = neighbour(LIMITED);
    Attacker attacker = attacker(LIMITED);
    String token = "a".repeat(TOKEN_BYTES);

    RawWebSocket socket = attacker.webSocket();
    assertThat(answer(socket).type()).isEqualTo("welcome");
    String auth = "{\"type\":\"auth\",\"token\":\"" + token + "\"}";
    unlessEnded(() -> socket.send(Frame.text(auth)));
    assertThat(errorAndEnd(socket)).isSubsetOf(TOO_LARGE, "1009", "" + End.BROKEN);
    neighbour.visit();

    Response narrow = exchange(attacker.connect(), "info", token);
    assertThat(narrow.status()).isBetween(400, 499);
    Response wide =
        exchange(attacker.connect(Integer.getInteger("server.wide.port")), "info", token);
    assertThat(wide.status()).as(wide.body()).isEqualTo(401);
    assertThat(wide.body()).contains("unauthorized").doesNotContain("aaa");

    neighbour.assertUndisturbed();
    assertHeapFlat("tokens of a megabyte");
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
            .formatted(LIMITED.path(resource), token);
    unlessEnded(() -> connection.send(request.getBytes(StandardCharsets.US_ASCII)));
    return connection.readResponse();
  }

  /** Over each road, again and again: one that has ended, and one that nobody has issued. */
  @ParameterizedTest
  @ValueSource(strings = {"ended", "forged"})
  void whoeverComesWithABadTokenIsNobody(String kind) {
    String bad = kind.equals("ended") ? token("ann", "clerk", Instant.EPOCH) : "of.my.own";
    Neighbour neighbour = neighbour(LIMITED);
    Attacker attacker = attacker(LIMITED);
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
    assertHeapFlat("bad tokens");
  }

  private static void assertUnauthorized(Response answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(401);
    assertThat(answer.body()).contains("unauthorized");
  }
}
