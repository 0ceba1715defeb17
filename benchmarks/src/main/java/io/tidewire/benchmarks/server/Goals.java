package io.tidewire.benchmarks.server;

import static io.tidewire.benchmarks.server.Goal.Comparison.DIFFERENCE_AT_MOST;
import static io.tidewire.benchmarks.server.Goal.Comparison.RATIO_AT_LEAST;
import static io.tidewire.benchmarks.server.Goal.Comparison.RATIO_AT_MOST;
import static io.tidewire.benchmarks.server.Goal.Comparison.VALUE_AT_MOST;

import java.util.List;
import java.util.stream.Stream;

/** All goals of the whole-server runs. */
final class Goals {

  private static final double NO_LOSS = 0;

  private Goals() {}

  static List<Goal> all() {
    return Stream.of(fast(), even(), twoWay(), small(), identified(), lossless())
        .flatMap(List::stream)
        .toList();
  }

  private static List<Goal> fast() {
    return List.of(
        saturating("sse-saturating", Contestant.OURS_SSE, Contestant.SSE_BATCHING, 0.9),
        saturating("sse-saturating", Contestant.OURS_SSE, Contestant.NCHAN_SSE, 4),
        saturating("sse-saturating", Contestant.OURS_SSE, Contestant.ATMOSPHERE_SSE, 15),
        saturating(
            "websocket-saturating", Contestant.OURS_WEBSOCKET, Contestant.WEBSOCKET_BLOCKING, 4),
        saturating(
            "websocket-saturating", Contestant.OURS_WEBSOCKET, Contestant.NCHAN_WEBSOCKET, 2),
        saturating(
            "websocket-saturating", Contestant.OURS_WEBSOCKET, Contestant.COMETD_WEBSOCKET, 4),
        saturating("sse-topics", Contestant.OURS_SSE, Contestant.SSE_BLOCKING, 0.9));
  }

  private static Goal saturating(
      String scenario, Contestant ours, Contestant yardstick, double bound) {
    return new Goal(
        ours.name() + " against " + yardstick.name(),
        scenario,
        ours,
        Metric.DELIVERIES,
        yardstick,
        RATIO_AT_LEAST,
        bound);
  }

  private static List<Goal> even() {
    return List.of(
        atMost("sse-paced", Contestant.OURS_SSE, Metric.P99, Contestant.SSE_BATCHING, 1.15),
        atMost("sse-paced", Contestant.OURS_SSE, Metric.CPU, Contestant.SSE_BLOCKING, 1.2),
        atMost(
            "websocket-paced",
            Contestant.OURS_WEBSOCKET,
            Metric.P99,
            Contestant.WEBSOCKET_ASYNC,
            1.15),
        atMost(
            "websocket-paced",
            Contestant.OURS_WEBSOCKET,
            Metric.CPU,
            Contestant.WEBSOCKET_ASYNC,
            1.1),
        atMost("poll-paced", Contestant.OURS_POLL, Metric.CPU, Contestant.COMETD_POLL, 0.5),
        atMost(
            "sse-return", Contestant.OURS_RESUMING, Metric.CAUGHT_UP, Contestant.NCHAN_RESUMING, 1),
        stalled("sse-stalled", Contestant.OURS_SSE),
        stalled("websocket-stalled", Contestant.OURS_WEBSOCKET),
        stopped("sse-stopped-3s", Contestant.OURS_SSE),
        stopped("sse-stopped-minute", Contestant.OURS_SSE),
        stopped("websocket-stopped-3s", Contestant.OURS_UPGRADED),
        stopped("websocket-stopped-minute", Contestant.OURS_UPGRADED));
  }

  private static Goal atMost(
      String scenario, Contestant ours, Metric metric, Contestant yardstick, double bound) {
    return new Goal(
        ours.name() + " against " + yardstick.name(),
        scenario,
        ours,
        metric,
        yardstick,
        RATIO_AT_MOST,
        bound);
  }

  private static Goal stalled(String scenario, Contestant ours) {
    return new Goal(
        ours.name() + ", with a stalled client against without",
        scenario,
        ours.withStalledClient(),
        Metric.P99,
        ours,
        RATIO_AT_MOST,
        1.1);
  }

  private static Goal stopped(String scenario, Contestant ours) {
    return new Goal(
        ours.name() + ", with a client that stops against without",
        scenario,
        ours.withClientThatStops(),
        Metric.P99,
        ours,
        RATIO_AT_MOST,
        1.1);
  }

  private static List<Goal> twoWay() {
    return Stream.of(Contestant.OURS_WEBSOCKET, Contestant.OURS_UPGRADED)
        .map(Contestant::withoutRates)
        .flatMap(
            ours ->
                Stream.of(
                    atMost("send-reply", ours, Metric.P50, Contestant.BARE_REPLY, 1.5),
                    atMost("send-reply", ours, Metric.CPU, Contestant.BARE_REPLY, 1.5),
                    saturating("publish-clients", ours.publishedByClients(), ours, 0.8)))
        .toList();
  }

  private static List<Goal> small() {
    return List.of(
        beyond("sse-idle", Contestant.OURS_SSE, Contestant.SSE_BATCHING, 2),
        beyond("websocket-idle", Contestant.OURS_WEBSOCKET, Contestant.WEBSOCKET_BLOCKING, 2),
        inAll("sse-idle-tuned", Contestant.OURS_SSE, Scenarios.SMALL_HEADERS, 2_048, 66),
        inAll(
            "websocket-idle-tuned", Contestant.OURS_WEBSOCKET, Scenarios.SMALL_HEADERS, 2_048, 48),
        inAll("sse-idle-tuned", Contestant.OURS_SSE, Scenarios.LARGE_HEADERS, 8_192, 66),
        inAll(
            "websocket-idle-tuned", Contestant.OURS_WEBSOCKET, Scenarios.LARGE_HEADERS, 8_192, 48));
  }

  private static List<Goal> identified() {
    Contestant sse = Contestant.OURS_SSE.withAllLimits();
    Contestant jakarta = Contestant.OURS_WEBSOCKET.withAllLimits();
    Contestant upgraded = Contestant.OURS_UPGRADED.withAllLimits();
    Contestant bareSse = Contestant.SSE_BATCHING;
    Contestant bareSocket = Contestant.WEBSOCKET_BLOCKING;
    String sockets = "websocket-idle-anonymous";
    String signedIn = "websocket-idle-signed-in";
    return List.of(
        beyond("sse-idle-anonymous", sse, bareSse, 2),
        beyond(sockets, jakarta, bareSocket, 2),
        beyond(sockets, upgraded, bareSocket, 2),
        beyond("sse-idle-signed-in", sse.signedIn(), bareSse.signedIn(), 4),
        beyond(signedIn, jakarta.signedIn(), bareSocket.signedIn(), 4),
        beyond(signedIn, upgraded.signedIn(), bareSocket.signedIn(), 4));
  }

  private static Goal beyond(String scenario, Contestant ours, Contestant bare, double bound) {
    return new Goal(
        ours.name() + " beyond " + bare.name(),
        scenario,
        ours,
        Metric.MEMORY,
        bare,
        DIFFERENCE_AT_MOST,
        bound);
  }

  private static Goal inAll(
      String scenario, Contestant ours, String settings, int requestHeaders, double bound) {
    Contestant tuned = ours.with(settings, Knobs.recommended(requestHeaders));
    return new Goal(tuned.name(), scenario, tuned, Metric.MEMORY, tuned, VALUE_AT_MOST, bound);
  }

  private static List<Goal> lossless() {
    return List.of(
        lossless("sse-saturating", Contestant.OURS_SSE),
        lossless("websocket-saturating", Contestant.OURS_WEBSOCKET),
        lossless("sse-topics", Contestant.OURS_SSE),
        lossless("send-reply", Contestant.OURS_WEBSOCKET.withoutRates()),
        lossless("publish-clients", Contestant.OURS_WEBSOCKET.withoutRates().publishedByClients()),
        lossless("sse-return", Contestant.OURS_RESUMING));
  }

  private static Goal lossless(String scenario, Contestant ours) {
    return new Goal(ours.name(), scenario, ours, Metric.LOST, ours, VALUE_AT_MOST, NO_LOSS);
  }
}
