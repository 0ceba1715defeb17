package io.tidewire.it.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The whole kit together: it passes a hub that loses nothing, and catches one that does. */
class ResumingClientTest {
  private static final List<String> SUBSCRIPTIONS = List.of("orders/*", "host");
  private static final List<String> TOPICS = List.of("orders/eu", "orders/us", "host", "other");

  private final HttpClient http = Http.newClient();
  private final FakeHub hub = new FakeHub();
  private final CuttingProxy proxy = new CuttingProxy(hub.port());
  private final Ledger ledger = new Ledger();
  private final List<ResumingClient> clients = new ArrayList<>();
  private int published;

  @AfterEach
  void close() throws Exception {
    clients.forEach(ResumingClient::close);
    proxy.close();
    hub.close();
  }

  private Line connect(Supplier<Transport> transports, Duration silence) {
    Line line = proxy.line();
    Account account = ledger.open("client-" + clients.size(), SUBSCRIPTIONS);
    clients.add(ResumingClient.start(http, line.uri("http", ""), account, transports, silence));
    return line;
  }

  private Line connect(Supplier<Transport> transports) {
    Line line = connect(transports, Await.DEADLINE);
    clients.get(clients.size() - 1).awaitReady();
    return line;
  }

  private void publish() {
    published++;
    for (String topic : TOPICS) {
      hub.append(topic, published);
      ledger.published(topic, published);
    }
  }

  @Test
  void everyClientEndsCompleteAcrossCutsAndTransports() {
    Random random = new Random(20);
    List<Line> lines = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      lines.add(connect(Transport.anyOf(new Random(i))));
    }
    for (int round = 0; round < 10; round++) {
      lines.forEach(line -> line.cut(Cut.random(random, 2000)));
      Await.until(
          "the cuts of round " + round,
          () -> {
            publish();
            return lines.stream().noneMatch(Line::isCutPending);
          });
    }
    ledger.awaitAll();
    ledger.assertComplete();
    assertTrue(lines.stream().allMatch(line -> line.cuts() >= 10));
  }

  @ParameterizedTest
  @EnumSource
  void aLostEventAndADoubledOneAreFound(Transport transport) {
    connect(() -> transport);
    publish();
    ledger.published("orders/eu", ++published);
    publish();
    hub.append("host", published);
    publish();
    ledger.awaitAll();
    String message = assertThrows(AssertionError.class, ledger::assertComplete).getMessage();
    assertTrue(message.contains("orders/eu: 2 missing"), message);
    assertTrue(message.contains("host: 3 doubled"), message);
  }

  @ParameterizedTest
  @EnumSource
  void aGapExcusesWhatIsNoLongerKept(Transport transport) {
    Line line = connect(() -> transport);
    publish();
    ledger.awaitAll();
    line.vanish();
    publish();
    hub.forget();
    publish();
    clients.get(0).reconnect();
    ledger.awaitAll();
    ledger.assertNoSilentLoss();
    String message = assertThrows(AssertionError.class, ledger::assertComplete).getMessage();
    assertTrue(message.contains("orders/eu: 2 missing, on connection 2, " + transport), message);
  }

  @ParameterizedTest
  @EnumSource
  void silenceMakesItComeBack(Transport transport) {
    Line line = connect(() -> transport, Duration.ofMillis(300));
    clients.get(0).awaitReady();
    line.vanish();
    publish();
    ledger.awaitAll();
    ledger.assertComplete();
  }

  @Test
  void aRefusalForGoodIsAFault() {
    try (TinyServer server =
        new TinyServer(
            (request, connection) ->
                TinyServer.send(connection, "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n"))) {
      for (Transport transport : Transport.values()) {
        Account account = ledger.open(transport.name(), SUBSCRIPTIONS);
        clients.add(
            ResumingClient.start(
                http, server.uri("http", ""), account, () -> transport, Await.DEADLINE));
      }
      ledger.published("host", 1);
      Await.until("all refusals", () -> ledgerFaults() == 3);
      assertEquals(3, ledgerFaults());
    } catch (java.io.IOException e) {
      throw new AssertionError(e);
    }
  }

  private long ledgerFaults() {
    String message = assertThrows(AssertionError.class, ledger::assertComplete).getMessage();
    return message.lines().filter(line -> line.contains("refused for good: End[code=403")).count();
  }
}
