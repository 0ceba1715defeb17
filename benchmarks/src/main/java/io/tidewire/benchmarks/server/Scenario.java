package io.tidewire.benchmarks.server;

import io.tidewire.benchmarks.load.Load;
import java.util.List;

/**
 * What is done to a number of targets, one after the other.
 *
 * @param name what commands call it
 * @param title what the results call it
 * @param contestants who takes part; the first is compared with each of the others
 * @param clients how many clients there are
 * @param topics how many topics they share evenly
 * @param load how fast messages are published; nothing is, if null
 */
record Scenario(
    String name, String title, List<Contestant> contestants, int clients, int topics, Load load) {

  private static final int IN_FLIGHT = 16;

  static List<Scenario> all() {
    return List.of(
        new Scenario(
            "sse-saturating",
            "SSE: one publisher as fast as it goes, 1,000 clients",
            List.of(Contestant.OURS_SSE, Contestant.SSE_BATCHING, Contestant.SSE_BLOCKING),
            1_000,
            1,
            Load.saturating(IN_FLIGHT)),
        new Scenario(
            "sse-paced",
            "SSE: 20 messages a second, 1,000 clients",
            List.of(Contestant.OURS_SSE, Contestant.SSE_BATCHING, Contestant.SSE_BLOCKING),
            1_000,
            1,
            Load.paced(20)),
        new Scenario(
            "websocket-saturating",
            "WebSocket: one publisher as fast as it goes, 1,000 clients",
            List.of(
                Contestant.OURS_WEBSOCKET,
                Contestant.WEBSOCKET_BLOCKING,
                Contestant.WEBSOCKET_ASYNC),
            1_000,
            1,
            Load.saturating(IN_FLIGHT)),
        new Scenario(
            "websocket-paced",
            "WebSocket: 20 messages a second, 1,000 clients",
            List.of(
                Contestant.OURS_WEBSOCKET,
                Contestant.WEBSOCKET_BLOCKING,
                Contestant.WEBSOCKET_ASYNC),
            1_000,
            1,
            Load.paced(20)),
        new Scenario(
            "poll-paced",
            "Long poll: 5 messages a second, 500 clients",
            List.of(Contestant.OURS_POLL),
            500,
            1,
            Load.paced(5)),
        new Scenario(
            "sse-topics",
            "SSE: 1,000 topics with one client each",
            List.of(Contestant.OURS_SSE, Contestant.SSE_BATCHING, Contestant.SSE_BLOCKING),
            1_000,
            1_000,
            Load.saturating(IN_FLIGHT)));
  }
}
