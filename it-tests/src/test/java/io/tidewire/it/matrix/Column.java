package io.tidewire.it.matrix;

import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** What the table tells of each server, and the tests that it is told from. */
enum Column {
  SSE(
      "SSE",
      "(TransportsIT|HeartbeatIT|DeliveryIT|ResumeIT)\\.\\w*[Ss]tream\\w*",
      "(TransportsIT|DeliveryIT)\\.(aBody|anEphemeral|textTransports)\\w*"),
  WEBSOCKET(
      "WebSocket",
      "(TransportsIT|HeartbeatIT|DeliveryIT|BadFramesIT)\\.\\w*(Socket|Frame)\\w*",
      "(DeliveryIT)\\.anEphemeral\\w*",
      "(EchoIT)\\.\\w*"),
  POLL(
      "long poll",
      "(TransportsIT|DeliveryIT|ResumeIT)\\.\\w*Poll\\w*",
      "(TransportsIT|DeliveryIT)\\.(aBody|textTransports)\\w*"),
  HTTP2("HTTP/2", "(Http2IT)\\.\\w*"),
  CHANGES(
      "cuts, changes, limits",
      "(StormIT|RecyclingIT|ResumeIT|GapIT|LimitsIT)\\.\\w*",
      "(HeartbeatIT)\\.\\w*Gap"),
  WAITING("blocking code, log away", "(BlockingRulesIT|LogAwayIT)\\.\\w*"),
  BAD_INPUT(
      "bad input, floods",
      "(BadHttpIT|BadFramesIT|SlowBodiesIT|MessageLimitIT|FloodIT|ClosedSocketsIT)\\.\\w*",
      "(HandshakesIT|Rfc6455IT|AttackIT|HarmfulMessagesIT|SlowClientsIT)\\.\\w*"),
  ACCESS(
      "access",
      "(AccessIT|IdentityIT|LoginIT|SignOutIT|CallerIT|CallerRefusedIT|TerminalEndsIT)\\.\\w*"),
  MESSAGES(
      "messages from clients", "(TwoWayIT|SendIT|TransferIT|SampleIT|DocumentedMessagesIT)\\.\\w*"),
  CDI("CDI", "(CdiIT)\\.(?!\\w*Transaction)\\w*", "(EarIT)\\.\\w*"),
  JTA("JTA", "(CdiIT|TransactionIT)\\.\\w*(Transaction|Commit)\\w*"),
  MICROPROFILE("MicroProfile", "(ConfigIT|HealthIT|MetricsIT)\\.\\w*"),
  START(
      "start, stop, neighbours",
      "(StartIT|SignedInStopIT|ServerStopIT|NeighboursIT|ThreadsIT|FirstStepsIT|DrainIT)\\.\\w*",
      "(ServerIT|DocumentedLibrariesIT|RollingRestartIT)\\.\\w*",
      "(ClientIT|PageIT|SharedPageIT|SoakIT|ProxiesIT)\\.\\w*",
      "(TransportsIT)\\.info\\w*",
      "(UndeployIT)\\.clients\\w*"),
  UNDEPLOY("leak-free undeploy", "(UndeployIT)\\.(nothing|theOther)\\w*");

  private static final Pattern CLASS = Pattern.compile("\\w+IT\\b");

  private final String title;
  private final String tests;

  Column(String title, String... tests) {
    this.title = title;
    this.tests = String.join("|", tests);
  }

  String title() {
    return title;
  }

  /** Whether it is about a test, given as class and method. */
  boolean covers(String test) {
    return test.matches(tests);
  }

  /** The classes of its tests, for the reader. */
  String classes() {
    return CLASS
        .matcher(tests)
        .results()
        .map(MatchResult::group)
        .distinct()
        .collect(Collectors.joining(", "));
  }
}
