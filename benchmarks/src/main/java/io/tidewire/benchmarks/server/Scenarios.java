package io.tidewire.benchmarks.server;

import static io.tidewire.benchmarks.server.Contestant.ATMOSPHERE_SSE;
import static io.tidewire.benchmarks.server.Contestant.ATMOSPHERE_WEBSOCKET;
import static io.tidewire.benchmarks.server.Contestant.BARE_POLL;
import static io.tidewire.benchmarks.server.Contestant.BARE_REPLY;
import static io.tidewire.benchmarks.server.Contestant.COMETD_POLL;
import static io.tidewire.benchmarks.server.Contestant.COMETD_WEBSOCKET;
import static io.tidewire.benchmarks.server.Contestant.NCHAN_RESUMING;
import static io.tidewire.benchmarks.server.Contestant.NCHAN_SSE;
import static io.tidewire.benchmarks.server.Contestant.NCHAN_WEBSOCKET;
import static io.tidewire.benchmarks.server.Contestant.OURS_POLL;
import static io.tidewire.benchmarks.server.Contestant.OURS_RESUMING;
import static io.tidewire.benchmarks.server.Contestant.OURS_SSE;
import static io.tidewire.benchmarks.server.Contestant.OURS_UPGRADED;
import static io.tidewire.benchmarks.server.Contestant.OURS_WEBSOCKET;
import static io.tidewire.benchmarks.server.Contestant.OURS_WEBSOCKET_BY_DEFAULT;
import static io.tidewire.benchmarks.server.Contestant.SSE_BATCHING;
import static io.tidewire.benchmarks.server.Contestant.SSE_BLOCKING;
import static io.tidewire.benchmarks.server.Contestant.WEBSOCKET_ASYNC;
import static io.tidewire.benchmarks.server.Contestant.WEBSOCKET_BLOCKING;

import io.tidewire.benchmarks.load.Crowd;
import io.tidewire.benchmarks.load.Load;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** All scenarios. */
final class Scenarios {

  static final String SMALL_HEADERS = "recommended for headers up to 2,048 bytes";
  static final String LARGE_HEADERS = "recommended for headers up to 8,192 bytes";

  private static final Exercise SATURATING = new Exercise.Publish(Load.saturating(16));
  private static final Exercise STAY = new Exercise.Stay(100);
  private static final Crowd THOUSAND = new Crowd(1_000, 1);
  private static final Crowd FIVE_THOUSAND = new Crowd(5_000, 1);

  private Scenarios() {}

  static List<Scenario> all() {
    return Stream.of(publishing(), special(), stops(), twoWay(), costs(), memory(), identities())
        .flatMap(List::stream)
        .toList();
  }

  private static Exercise paced(int perSecond) {
    return new Exercise.Publish(Load.paced(perSecond));
  }

  private static List<Scenario> publishing() {
    return List.of(
        new Scenario(
            "sse-saturating",
            "SSE: one publisher as fast as it goes, 1,000 clients",
            List.of(OURS_SSE, SSE_BATCHING, SSE_BLOCKING, NCHAN_SSE, ATMOSPHERE_SSE),
            THOUSAND,
            SATURATING),
        new Scenario(
            "websocket-saturating",
            "WebSocket: one publisher as fast as it goes, 1,000 clients",
            List.of(
                OURS_WEBSOCKET,
                OURS_WEBSOCKET_BY_DEFAULT,
                WEBSOCKET_BLOCKING,
                WEBSOCKET_ASYNC,
                NCHAN_WEBSOCKET,
                COMETD_WEBSOCKET,
                ATMOSPHERE_WEBSOCKET),
            THOUSAND,
            SATURATING),
        new Scenario(
            "sse-paced",
            "SSE: 20 messages a second, 1,000 clients",
            List.of(OURS_SSE, SSE_BATCHING, SSE_BLOCKING),
            THOUSAND,
            paced(20)),
        new Scenario(
            "websocket-paced",
            "WebSocket: 20 messages a second, 1,000 clients",
            List.of(OURS_WEBSOCKET, WEBSOCKET_ASYNC, WEBSOCKET_BLOCKING),
            THOUSAND,
            paced(20)),
        new Scenario(
            "poll-paced",
            "Long poll: 5 messages a second, 500 clients",
            List.of(OURS_POLL, COMETD_POLL, BARE_POLL),
            new Crowd(500, 1),
            paced(5)));
  }

  private static List<Scenario> special() {
    return List.of(
        new Scenario(
            "sse-topics",
            "SSE: 1,000 topics with one client each, as fast as it goes",
            List.of(OURS_SSE, SSE_BLOCKING, NCHAN_SSE),
            new Crowd(1_000, 1_000),
            SATURATING),
        new Scenario(
            "sse-many",
            "SSE: 1 message a second, 8,000 clients",
            List.of(OURS_SSE, SSE_BATCHING, NCHAN_SSE),
            new Crowd(8_000, 1),
            paced(1)),
        new Scenario(
            "sse-return",
            "SSE: 1,000 clients come back at once, 100 messages behind",
            List.of(OURS_RESUMING, NCHAN_RESUMING),
            THOUSAND,
            new Exercise.ComeBack(100)),
        new Scenario(
            "sse-stalled",
            "SSE: 20 messages a second to 999 clients, and to one more that reads nothing",
            List.of(OURS_SSE.withStalledClient(), OURS_SSE),
            new Crowd(999, 1),
            paced(20)),
        new Scenario(
            "websocket-stalled",
            "WebSocket: 20 messages a second to 999 clients, and to one more that reads nothing",
            List.of(OURS_WEBSOCKET.withStalledClient(), OURS_WEBSOCKET),
            new Crowd(999, 1),
            paced(20)));
  }

  /** The shorter stop is forgiven, the longer one is not. */
  private static List<Scenario> stops() {
    return Stream.of(
            stops("sse-stopped", "SSE", OURS_SSE),
            stops("websocket-stopped", "WebSocket", OURS_UPGRADED))
        .flatMap(List::stream)
        .toList();
  }

  private static List<Scenario> stops(String name, String road, Contestant ours) {
    return List.of(
        stop(name + "-3s", road, ours, Duration.ofSeconds(3)),
        stop(name + "-minute", road, ours, Duration.ofMinutes(1)));
  }

  private static Scenario stop(String name, String road, Contestant ours, Duration time) {
    return new Scenario(
        name,
        "%s: 20 messages a second to 999 clients, and to one more that stops reading for %d s"
            .formatted(road, time.toSeconds()),
        List.of(ours.withClientThatStops(), ours),
        new Crowd(999, 1),
        new Exercise.Stop(Load.paced(20), time));
  }

  private static List<Scenario> twoWay() {
    return List.of(
        new Scenario(
            "send-reply",
            "WebSocket: 100 clients, each of which sends a message as soon as it has the reply",
            List.of(OURS_WEBSOCKET.withoutRates(), OURS_UPGRADED.withoutRates(), BARE_REPLY),
            new Crowd(100, 1),
            new Exercise.Reply()),
        new Scenario(
            "publish-clients",
            "WebSocket: 100 messages of 100 publishers under way, 1,000 clients",
            List.of(
                OURS_WEBSOCKET.withoutRates().publishedByClients(),
                OURS_WEBSOCKET.withoutRates(),
                OURS_UPGRADED.withoutRates().publishedByClients(),
                OURS_UPGRADED.withoutRates()),
            new Crowd(1_000, 1, 100),
            new Exercise.Publish(Load.saturating(100))));
  }

  private static List<Scenario> costs() {
    return List.of(
        new Scenario(
            "sse-saturating-tuned",
            "SSE: one publisher as fast as it goes, 1,000 clients, recommended settings",
            List.of(OURS_SSE, OURS_SSE.with(LARGE_HEADERS, Knobs.recommended(8_192))),
            THOUSAND,
            SATURATING),
        new Scenario(
            "websocket-saturating-tuned",
            "WebSocket: one publisher as fast as it goes, 1,000 clients, recommended settings",
            List.of(
                OURS_WEBSOCKET,
                OURS_WEBSOCKET_BY_DEFAULT,
                OURS_WEBSOCKET.with(LARGE_HEADERS, Knobs.recommended(8_192))),
            THOUSAND,
            SATURATING),
        new Scenario(
            "websocket-upgrade-saturating",
            "WebSocket by upgraded requests: one publisher as fast as it goes, 1,000 clients",
            List.of(OURS_UPGRADED, OURS_WEBSOCKET, NCHAN_WEBSOCKET),
            THOUSAND,
            SATURATING),
        new Scenario(
            "websocket-upgrade-paced",
            "WebSocket by upgraded requests: 20 messages a second, 1,000 clients",
            List.of(OURS_UPGRADED, OURS_WEBSOCKET),
            THOUSAND,
            paced(20)),
        new Scenario(
            "websocket-upgrade-connects",
            "WebSocket by upgraded requests: 5,000 clients connect at once",
            List.of(OURS_UPGRADED, OURS_WEBSOCKET),
            FIVE_THOUSAND,
            new Exercise.Arrive()));
  }

  private static List<Scenario> memory() {
    return List.of(
        new Scenario(
            "sse-idle",
            "SSE: 5,000 idle clients, Tomcat's defaults",
            List.of(OURS_SSE, SSE_BATCHING, SSE_BLOCKING, NCHAN_SSE, ATMOSPHERE_SSE),
            FIVE_THOUSAND,
            STAY),
        new Scenario(
            "websocket-idle",
            "WebSocket: 5,000 idle clients, Tomcat's defaults",
            List.of(OURS_WEBSOCKET, WEBSOCKET_BLOCKING, NCHAN_WEBSOCKET, COMETD_WEBSOCKET),
            FIVE_THOUSAND,
            STAY),
        new Scenario(
            "sse-idle-tuned",
            "SSE: 5,000 idle clients, recommended settings",
            tuned(OURS_SSE, SSE_BLOCKING),
            FIVE_THOUSAND,
            STAY),
        new Scenario(
            "websocket-idle-tuned",
            "WebSocket: 5,000 idle clients, recommended settings",
            tuned(OURS_WEBSOCKET, WEBSOCKET_BLOCKING),
            FIVE_THOUSAND,
            STAY),
        new Scenario(
            "websocket-upgrade-idle",
            "WebSocket by upgraded requests: 5,000 idle clients",
            List.of(
                OURS_UPGRADED,
                OURS_WEBSOCKET,
                OURS_UPGRADED.with(LARGE_HEADERS, Knobs.recommended(8_192)),
                OURS_WEBSOCKET.with(LARGE_HEADERS, Knobs.recommended(8_192))),
            FIVE_THOUSAND,
            STAY),
        new Scenario(
            "sse-idle-settings",
            "SSE: 5,000 idle clients, each setting alone",
            Knobs.alone(OURS_SSE, Knobs.CONNECTOR),
            FIVE_THOUSAND,
            STAY),
        new Scenario(
            "websocket-idle-settings",
            "WebSocket: 5,000 idle clients, each setting alone",
            Knobs.alone(OURS_WEBSOCKET, Knobs.WEBSOCKET),
            FIVE_THOUSAND,
            STAY),
        idle("idle-8000", "8,000 idle clients", new Crowd(8_000, 1)),
        idle("idle-12000", "12,000 idle clients", new Crowd(12_000, 1)),
        idle("idle-16000", "16,000 idle clients", new Crowd(16_000, 1)),
        idle("idle-topics", "10,000 idle clients of 10,000 topics", new Crowd(10_000, 10_000)));
  }

  private static List<Scenario> identities() {
    return List.of(
        new Scenario(
            "sse-idle-anonymous",
            "SSE: 5,000 idle anonymous clients, all limits on",
            List.of(OURS_SSE.withAllLimits(), SSE_BATCHING, SSE_BLOCKING),
            FIVE_THOUSAND,
            STAY),
        new Scenario(
            "websocket-idle-anonymous",
            "WebSocket: 5,000 idle anonymous clients, all limits on",
            List.of(
                OURS_WEBSOCKET.withAllLimits(), OURS_UPGRADED.withAllLimits(), WEBSOCKET_BLOCKING),
            FIVE_THOUSAND,
            STAY),
        new Scenario(
            "sse-idle-signed-in",
            "SSE: 5,000 idle clients, signed in as 5,000 users, all limits on",
            List.of(
                OURS_SSE.withAllLimits().signedIn(),
                SSE_BATCHING.signedIn(),
                SSE_BLOCKING.signedIn()),
            FIVE_THOUSAND,
            STAY),
        new Scenario(
            "websocket-idle-signed-in",
            "WebSocket: 5,000 idle clients, signed in as 5,000 users, all limits on",
            List.of(
                OURS_WEBSOCKET.withAllLimits().signedIn(),
                OURS_UPGRADED.withAllLimits().signedIn(),
                WEBSOCKET_BLOCKING.signedIn()),
            FIVE_THOUSAND,
            STAY));
  }

  private static List<Contestant> tuned(Contestant ours, Contestant bare) {
    return List.of(
        ours.with(SMALL_HEADERS, Knobs.recommended(2_048)),
        bare.with(SMALL_HEADERS, Knobs.recommended(2_048)),
        ours.with(LARGE_HEADERS, Knobs.recommended(8_192)),
        bare.with(LARGE_HEADERS, Knobs.recommended(8_192)));
  }

  private static Scenario idle(String name, String title, Crowd crowd) {
    return new Scenario(name, "SSE: " + title + ", 4 GiB heap", List.of(OURS_SSE), crowd, STAY)
        .with("-Xms4g", "-Xmx4g");
  }
}
