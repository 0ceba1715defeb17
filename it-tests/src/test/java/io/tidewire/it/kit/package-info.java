/**
 * What the integration tests use to drive a deployed application over the network: recording
 * clients for each transport, raw ones for what those refuse to do, a proxy that breaks
 * connections, and a ledger that finds lost events. It knows the wire contract and the JDK, and
 * nothing of the product.
 *
 * <p>All of it together, for events whose payloads carry a running number {@code n} per topic:
 *
 * <pre>{@code
 * Ledger ledger = new Ledger();
 * try (CuttingProxy proxy = new CuttingProxy(serverPort)) {
 *   Line line = proxy.line();
 *   Account account = ledger.open("client-1", List.of("orders/*", "host"));
 *   ResumingClient client = ResumingClient.start(
 *       http, line.uri("http", "/app/realtime"), account, Transport.anyOf(random), SILENCE);
 *   client.awaitReady();
 *   line.cut(Cut.random(random, 2000));
 *   // publish, and tell the ledger of each: ledger.published(topic, n)
 *   ledger.awaitAll();
 *   ledger.assertComplete();
 * }
 * }</pre>
 */
@NullMarked
package io.tidewire.it.kit;

import org.jspecify.annotations.NullMarked;
