package io.tidewire.it.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CuttingProxyTest {
  private static final int CHUNK = 1000;

  /** Far more than the kernel's buffers on the way hold. */
  private static final int TOTAL = 32_000 * CHUNK;

  private final AtomicLong written = new AtomicLong();
  private final CompletableFuture<String> serverSaw = new CompletableFuture<>();
  private final TinyServer server = new TinyServer(this::writeOn);
  private final CuttingProxy proxy = new CuttingProxy(server.port());
  private final Line line = proxy.line();

  @AfterEach
  void close() throws Exception {
    proxy.close();
    server.close();
  }

  /**
   * Writes as many bytes as it is asked for, each the number of its thousand, and reads to the end.
   */
  private void writeOn(TinyServer.Request request, RawHttp connection) {
    try {
      for (int i = 0; i < Integer.parseInt(request.line()) / CHUNK; i++) {
        byte[] chunk = new byte[CHUNK];
        Arrays.fill(chunk, (byte) i);
        connection.send(chunk);
        written.addAndGet(CHUNK);
      }
      connection.skipToEnd();
      serverSaw.complete(connection.wasReset() ? "reset" : "end");
    } catch (RuntimeException e) {
      serverSaw.complete("reset");
      throw e;
    }
  }

  private static byte[] ask(int bytes) {
    return (bytes + "\r\n\r\n").getBytes(StandardCharsets.UTF_8);
  }

  private static int readToEnd(RawHttp client) {
    int count = 0;
    for (int next = client.read(); next >= 0; next = client.read()) {
      assertEquals((byte) (count / CHUNK), (byte) next, "byte " + count);
      count++;
    }
    return count;
  }

  @Test
  void passesBytesOnUntouchedAndEndsToo() {
    try (RawHttp client = RawHttp.connect(line.port())) {
      client.send(ask(TOTAL));
      assertEquals(1, client.readBytes(CHUNK + 1)[CHUNK]);
      client.readBytes(TOTAL - CHUNK - 1);
    }
    assertEquals("end", Await.result("the end at the server", serverSaw));
    Await.until("the link's end", () -> line.live() == 0);
    assertEquals(0, line.cuts());
  }

  @ParameterizedTest
  @CsvSource({"1,FIN", "7,FIN", "16384,FIN", "123457,FIN", "1,RESET", "123457,RESET"})
  void cutsAfterExactlySoManyBytes(int bytes, Cut.Kind kind) {
    line.cut(Cut.after(bytes, kind));
    try (RawHttp client = RawHttp.connect(line.port())) {
      client.send(ask(TOTAL));
      int got = readToEnd(client);
      // A reset may overtake bytes, never add any.
      assertTrue(kind == Cut.Kind.FIN ? got == bytes : got <= bytes, () -> got + " bytes");
      assertEquals(kind == Cut.Kind.RESET, client.wasReset());
    }
    assertFalse(line.isCutPending());
    Await.until("the cut to be counted", () -> line.cuts() == 1);
  }

  @Test
  void cutsInTurnWithOneCutPerConnection() {
    for (int bytes = 0; bytes < 5; bytes++) {
      line.cut(Cut.after(bytes, Cut.Kind.FIN));
      assertTrue(line.isCutPending());
    }
    for (int bytes = 0; bytes < 5; bytes++) {
      try (RawHttp client = RawHttp.connect(line.port())) {
        client.send(ask(TOTAL));
        assertEquals(bytes, readToEnd(client));
      }
    }
    assertFalse(line.isCutPending());
  }

  @Test
  void stalledItPushesBackOnTheServerAndThenLosesNothing() {
    try (RawHttp client = RawHttp.connect(line.port())) {
      line.awaitConnections(1);
      line.stall();
      CompletableFuture<Integer> got =
          CompletableFuture.supplyAsync(() -> client.readBytes(TOTAL).length);
      client.send(ask(TOTAL));
      awaitQuiet();
      assertEquals(0, line.delivered());
      assertTrue(written.get() < TOTAL, "the server was not held up");
      line.resume();
      assertEquals(TOTAL, Await.result("all bytes", got));
    }
  }

  /** Waits until the server has begun to write and then made no progress for many looks. */
  private void awaitQuiet() {
    long[] seen = {0, 0};
    Await.until(
        "the server to be held up",
        () -> {
          seen[1] = written.get() == seen[0] ? seen[1] + 1 : 0;
          seen[0] = written.get();
          return seen[0] > 0 && seen[1] > 50;
        });
  }

  @Test
  void vanishedPeersLearnNothingOfEachOther() {
    try (RawHttp client = RawHttp.connect(line.port())) {
      client.send(ask(TOTAL));
      client.readBytes(1);
      awaitQuiet();
      line.vanish();
      Await.until("the server to have written into the void", () -> written.get() == TOTAL);
      client.send(ask(TOTAL));
    }
    assertEquals(1, line.live());
    assertFalse(serverSaw.isDone());
    line.cutLive(Cut.Kind.FIN);
    assertEquals("end", Await.result("the end at the server", serverSaw));
  }

  @Test
  void cutsTwoHundredAndFiftyConnectionsAtOnce() {
    List<Line> lines = new ArrayList<>();
    List<RawHttp> clients = new ArrayList<>();
    for (int i = 0; i < 250; i++) {
      lines.add(proxy.line());
      clients.add(RawHttp.connect(lines.get(i).port(), 4096));
      clients.get(i).send(ask(10 * CHUNK));
      clients.get(i).readBytes(CHUNK);
    }
    proxy.cutAll(Cut.Kind.RESET);
    for (int i = 0; i < 250; i++) {
      assertEquals(1, lines.get(i).cuts());
      assertEquals(0, lines.get(i).live());
      try (RawHttp client = clients.get(i)) {
        client.skipToEnd();
        assertTrue(client.wasReset());
      }
    }
    assertEquals("reset", Await.result("the reset at the server", serverSaw));
  }

  @Test
  void drawsTheSameCutsFromTheSameSeed() {
    List<Cut> cuts = draw(42);
    assertEquals(cuts, draw(42));
    assertTrue(cuts.stream().allMatch(cut -> cut.afterBytes() >= 0 && cut.afterBytes() <= 500));
    assertEquals(
        4, cuts.stream().map(cut -> cut.kind() + "" + (cut.afterBytes() == 0)).distinct().count());
  }

  private static List<Cut> draw(long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    return Stream.generate(() -> Cut.random(random, 500)).limit(100).toList();
  }
}
