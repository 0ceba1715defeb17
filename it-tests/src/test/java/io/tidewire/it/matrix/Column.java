package io.tidewire.it.matrix;

/** What the table tells of each server, and the tests that it is told from. */
enum Column {
  SSE("SSE", "(TransportsIT|HeartbeatIT|DeliveryIT|ResumeIT)\\.\\w*[Ss]tream\\w*"),
  WEBSOCKET(
      "WebSocket", "(TransportsIT|HeartbeatIT|DeliveryIT|BadFramesIT)\\.\\w*(Socket|Frame)\\w*"),
  POLL("long poll", "(TransportsIT|DeliveryIT|ResumeIT)\\.\\w*Poll\\w*"),
  CHANGES("cuts, changes, limits", "(StormIT|RecyclingIT|ResumeIT|GapIT|LimitsIT)\\.\\w*"),
  BAD_INPUT(
      "bad input, floods",
      "(BadHttpIT|BadFramesIT|SlowBodiesIT|MessageLimitIT|FloodIT|ClosedSocketsIT)\\.\\w*"),
  ACCESS("access", "(AccessIT|IdentityIT|LoginIT|CallerIT|CallerRefusedIT)\\.\\w*"),
  CDI("CDI", "(CdiIT)\\.(?!\\w*Transaction)\\w*"),
  JTA("JTA", "(CdiIT|TransactionIT)\\.\\w*(Transaction|Commit)\\w*"),
  START(
      "start, stop, neighbours",
      "(StartIT|SignedInStopIT|NeighboursIT|ThreadsIT|FirstStepsIT)\\.\\w*"),
  UNDEPLOY("leak-free undeploy", "(UndeployIT)\\.nothing\\w*");

  private final String title;
  private final String tests;

  Column(String title, String tests) {
    this.title = title;
    this.tests = tests;
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
    return tests.substring(1, tests.indexOf(')')).replace("|", ", ");
  }
}
