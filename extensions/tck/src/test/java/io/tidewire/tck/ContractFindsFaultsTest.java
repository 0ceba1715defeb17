package io.tidewire.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectMethod;

import io.tidewire.spi.EventLog;
import io.tidewire.tck.FaultyEventLog.Breach;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.platform.commons.support.AnnotationSupport;
import org.junit.platform.commons.support.HierarchyTraversalMode;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;
import org.junit.platform.launcher.listeners.SummaryGeneratingListener;
import org.junit.platform.launcher.listeners.TestExecutionSummary;

/**
 * Every breach and every other fault is found by the contract, whose message says what is wrong.
 */
class ContractFindsFaultsTest {

  private static final String ROW = "row";
  private static final String PATIENCE = "patience";
  private static final Duration ENOUGH = Duration.ofSeconds(20);

  /**
   * A fault, and how it is found.
   *
   * @param fault a {@link Breach} or a {@link Fault}
   * @param test the test of the contract that finds it
   * @param says what the message of that test has in it
   * @param patience how long it waits: little, if it finds the fault by waiting in vain
   */
  record Row(Enum<?> fault, String test, String says, Duration patience) {
    @Override
    public String toString() {
      return fault + " by " + test;
    }

    private Row with(Duration other) {
      return new Row(fault, test, says, other);
    }

    private boolean isFoundBy(List<TestExecutionSummary.Failure> failures) {
      return failures.size() == 1
          && String.valueOf(failures.get(0).getException().getMessage()).contains(says);
    }
  }

  private static Row atOnce(Enum<?> fault, String test, String says) {
    return new Row(fault, test, says, ENOUGH);
  }

  private static Row byWaiting(Enum<?> fault, String test, String says) {
    return new Row(fault, test, says, Duration.ofSeconds(1));
  }

  static List<Row> rows() {
    return List.of(
        atOnce(
            Fault.ANSWERS_WITH_ANOTHER_POSITION,
            "positionsRiseFromAboveZeroInOneEpoch",
            "the positions that append() gave, one call after the other"),
        atOnce(
            Breach.SEQUENCE_TOO_HIGH,
            "noSequenceIsAboveTheHighest",
            "append() failed: java.lang.IllegalArgumentException: sequence 9007199254740992"),
        atOnce(
            Fault.LAGS_WITH_ITS_BOUNDS,
            "whatIsAcknowledgedIsVisible",
            "the newest that bounds() tells after append() was acknowledged"),
        atOnce(
            Breach.REORDERS_ONE_THREAD,
            "aListIsAppendedInItsOrder",
            "the order of a list that was appended"),
        atOnce(
            Fault.LETS_APPENDS_OVERTAKE,
            "theAppendsOfOneThreadKeepTheirOrderUnacknowledged",
            "the order of 500 appends of one thread that did not wait for their answers"),
        atOnce(
            Fault.REORDERS_OVER_THREADS,
            "appendsThatFollowEachOtherKeepTheirOrderOverThreads",
            "the order of 200 appends by several threads, one call after the other"),
        atOnce(
            Breach.UNSORTED, "manyAppendersMakeOneOrderThatAllReadersSee", "twice, out of order"),
        atOnce(Fault.LOSES_HEADERS, "everyPartOfAnEventComesBack", "what was appended"),
        atOnce(Fault.CUTS_LONG_PAYLOADS, "payloadsOfNoneAndManyBytesComeBack", "what was appended"),
        atOnce(Fault.CUTS_LONG_KEYS, "everyFieldAtItsLimitComesBack", "what was appended"),
        atOnce(
            Breach.IGNORES_KEYS, "aRepeatedKeyGivesTheFirstPosition", "position of a repeated key"),
        atOnce(
            Breach.IGNORES_KEYS,
            "aListWithARepeatedKeyGivesOnePosition",
            "the position of a key that is repeated in one list"),
        atOnce(
            Breach.IGNORES_KEYS,
            "aKeyWhoseFirstAppendIsUnderWayGivesOnePosition",
            "the positions of a key that is repeated before the first append is answered"),
        atOnce(
            Breach.IGNORES_KEYS,
            "aKeyThatIsRepeatedWhileTheStoreIsAwayIsStoredOnce",
            "the positions of a key that was repeated while the store was away"),
        atOnce(
            Fault.TAKES_EQUAL_EVENTS_FOR_ONE,
            "withoutAKeyNothingIsTheSame",
            "the positions of equal events without a key"),
        atOnce(
            Fault.NEVER_FORGETS_A_KEY,
            "aKeyIsKnownForFiveMinutes",
            "the position of a key after five minutes"),
        atOnce(
            Breach.IGNORES_KEYS,
            "oneOfManyAppendsWithOneKeyIsStored",
            "the positions that many appends with one key were given"),
        byWaiting(Breach.NO_FIRST_BEGIN, "beginComesFirst", "begin() of a reading"),
        atOnce(
            Breach.NO_FIRST_BEGIN,
            "eachReaderSeesWhatIsKeptAndThenWhatComesInOrder",
            "accept() was called before the first begin()"),
        atOnce(
            Breach.REPEATS,
            "eachReaderSeesWhatIsKeptAndThenWhatComesInOrder",
            "accept() gave e1-1 behind 3: twice"),
        atOnce(
            Fault.READS_ALL_WHATEVER_IS_ASKED,
            "readingBeginsAboveThePlaceThatIsGiven",
            "the events that a reading was given"),
        atOnce(
            Fault.READS_ALL_WHATEVER_IS_ASKED,
            "readingFromTheEndGivesOnlyWhatComes",
            "the events that a reading was given"),
        byWaiting(
            Fault.TAKES_ALL_EPOCHS_FOR_ITS_OWN,
            "aReaderFromAForeignEpochGetsAllThatIsKept",
            "a reading was not given 3 events; it was given [e1-3]"),
        byWaiting(
            Fault.WAITS_FOR_A_PLACE_AHEAD,
            "aReaderAheadOfTheLogGetsWhatComes",
            "a reading was not given 1 events"),
        atOnce(
            Fault.SAYS_THAT_NOTHING_IS_EVICTED,
            "aReaderFromAnEvictedPlaceIsToldSo",
            "what begin() says is evicted"),
        atOnce(
            Fault.SAYS_THAT_NOTHING_IS_EVICTED,
            "whatIsEvictedBetweenBoundsAndTailIsTold",
            "all that was not told by begin() to be lost"),
        atOnce(
            Fault.SAYS_THAT_NOTHING_IS_EVICTED,
            "beginTellsTheBoundsThatTheReadingStartsFrom",
            "all that was not told by begin() to be lost"),
        byWaiting(
            Breach.FORGETS_ACKNOWLEDGED,
            "aReaderThatBeginsAmongAppendsMissesNothing",
            "a reading was not given 1000 events"),
        atOnce(
            Fault.PASSES_BESIDE_OTHER_CALLS,
            "aSinkIsCalledByOneThreadAtATime",
            "the sink was called by two threads at once"),
        byWaiting(
            Fault.GIVES_UP_READING_IF_A_SINK_THROWS,
            "aSinkThatThrowsGetsTheNextEvents",
            "a reading was not given 3 events"),
        atOnce(
            Breach.SKIPS_SILENTLY,
            "aReaderHeldUpUntilItsPlaceIsEvictedGetsBegin",
            "all that was not told by begin() to be lost"),
        atOnce(
            Breach.CALLS_SINK_AFTER_CLOSE,
            "aClosedReadingTakesNoMore",
            "the sink was called after its reading was closed"),
        byWaiting(
            Fault.WAITS_FOR_THE_CALL_THAT_CLOSES,
            "closingAReadingFromWithinItsSinkReturns",
            "append(), whose sink closes its reading, has not returned"),
        atOnce(Fault.KEEPS_TOO_FEW, "boundsTellWhatIsKept", "what is kept, says bounds()"),
        atOnce(
            Fault.STORES_EPHEMERAL_AS_PLAIN,
            "appendRefusesEphemeralContent",
            "append() of an ephemeral event was answered, but must fail"),
        atOnce(
            Breach.STORES_EPHEMERAL,
            "anEphemeralEventReachesPresentReadersOnly",
            "the bounds after ephemeral events"),
        atOnce(
            Fault.PASSES_OUT_OF_ORDER,
            "ephemeralEventsOfOneThreadKeepTheirOrder",
            "the order of ephemeral events of one thread"),
        atOnce(
            Fault.TAKES_APPENDS_AFTER_ITS_END,
            "afterCloseAppendFailsAndNoSinkIsCalled",
            "append() after close() was answered, but must fail"),
        byWaiting(Fault.LEAVES_A_THREAD, "closeLeavesNoThread", "left by the log"),
        byWaiting(
            Fault.GIVES_EACH_LOG_ITS_OWN_STORE,
            "twoLogsOnOneStoreAreOneOrder",
            "a reading was not given 800 events"),
        atOnce(
            Breach.IGNORES_KEYS,
            "aKeyRacingThroughTwoLogsIsStoredOnce",
            "the positions that many appends with one key were given"),
        byWaiting(
            Fault.GIVES_EACH_LOG_ITS_OWN_STORE,
            "anEphemeralEventReachesTheReadersOfBothLogs",
            "a reading that has begun is given what pass() was called with"),
        atOnce(Fault.GIVES_ALL_THE_SAME_LOG, "closingOneLogLeavesTheOther", "append() failed"),
        atOnce(
            Breach.REORDERS_ONE_THREAD,
            "appendsWaitOrFailWhileTheStoreIsAway",
            "the positions of what one thread has appended while the store was away"),
        byWaiting(
            Breach.BOUNDS_NEVER_ANSWERS,
            "boundsFailWithinTwoSecondsWhileTheStoreIsAway",
            "which must fail within two seconds, was neither answered nor did it fail"),
        atOnce(
            Fault.NAMES_AN_EPOCH_AFTER_EACH_START,
            "readingGoesOnWhenTheStoreIsBack",
            "the epoch, which names the log"),
        atOnce(
            Fault.WAITS_FOR_THE_STORE_BEFORE_IT_READS,
            "aReadingThatBeginsWhileTheStoreIsAwayWaitsForIt",
            "tail() threw"),
        atOnce(
            Breach.SKIPS_SILENTLY,
            "anEmptiedStoreIsACut",
            "what begin() has told a reading since all that the store held was removed"),
        atOnce(
            Breach.TURNS_EPOCH_SILENTLY,
            "anEmptiedStoreIsACut",
            "accept() gave e2-1 in the epoch that begin() called e1"),
        byWaiting(
            Fault.WAITS_FOR_THE_STORE_BEFORE_IT_CLOSES,
            "closeEndsWhileTheStoreIsAway",
            "close(), while the store is away, has not returned"));
  }

  /** The contract on a log with a fault; run by this test alone. */
  @ExtendWith(RowOfTheRun.class)
  static class Subject extends EventLogContract {

    private final Row row;
    private @Nullable FaultyEventLog first;
    private @Nullable EventLog opened;

    Subject(Row row) {
      this.row = row;
    }

    @Override
    protected EventLog open(int retained) {
      if (row.fault == Fault.GIVES_ALL_THE_SAME_LOG && opened != null) {
        return opened;
      }
      FaultyEventLog log = onItsStore(row.fault == Fault.KEEPS_TOO_FEW ? retained - 1 : retained);
      opened =
          row.test.equals("aReaderHeldUpUntilItsPlaceIsEvictedGetsBegin")
              ? new ReadByThreads(log)
              : row.fault instanceof Fault fault ? fault.in(log) : log;
      return opened;
    }

    private FaultyEventLog onItsStore(int retained) {
      if (first != null && row.fault != Fault.GIVES_EACH_LOG_ITS_OWN_STORE) {
        return first.beside();
      }
      first =
          row.fault instanceof Breach breach
              ? new FaultyEventLog(retained, breach)
              : new FaultyEventLog(retained);
      return first;
    }

    @Override
    protected boolean sharesStore() {
      return true;
    }

    @Override
    protected void stopStore() {
      first.goAway();
    }

    @Override
    protected void startStore() {
      first.comeBack();
      if (row.fault == Fault.NAMES_AN_EPOCH_AFTER_EACH_START) {
        first.newEpoch();
      }
    }

    @Override
    protected void emptyStore() {
      if (row.fault == Breach.TURNS_EPOCH_SILENTLY) {
        first.newEpoch();
      } else {
        first.loseLast(Integer.MAX_VALUE);
      }
    }

    @Override
    protected void advance(Duration time) {
      first.advance(time);
    }

    @Override
    protected Duration patience() {
      return row.patience;
    }
  }

  /** Tells the subject which row is tried. */
  static final class RowOfTheRun implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == Row.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      Row row = context.getConfigurationParameter(ROW, ContractFindsFaultsTest::row).orElseThrow();
      return row.with(context.getConfigurationParameter(PATIENCE, Duration::parse).orElseThrow());
    }
  }

  static IntStream numbers() {
    return IntStream.range(0, rows().size());
  }

  private static Row row(String number) {
    return rows().get(Integer.parseInt(number));
  }

  /** A slow machine may not have come to the fault when little patience is at its end. */
  @ParameterizedTest
  @MethodSource("numbers")
  void findsEveryBreach(int number) {
    Row row = rows().get(number);
    Duration patience = row.patience;
    List<TestExecutionSummary.Failure> failures = run(number, row.test, patience);
    while (!row.isFoundBy(failures) && patience.compareTo(ENOUGH) < 0) {
      patience = patience.multipliedBy(4);
      failures = run(number, row.test, patience);
    }
    assertThat(failures)
        .as("%s", row)
        .singleElement()
        .satisfies(
            failure ->
                assertThat(failure.getException())
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining(row.says));
  }

  private static List<TestExecutionSummary.Failure> run(
      int number, String test, Duration patience) {
    LauncherConfig nothingElse =
        LauncherConfig.builder()
            .enableTestExecutionListenerAutoRegistration(false)
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .build();
    LauncherDiscoveryRequest request =
        LauncherDiscoveryRequestBuilder.request()
            .selectors(selectMethod(Subject.class, test))
            .configurationParameter(ROW, String.valueOf(number))
            .configurationParameter(PATIENCE, patience.toString())
            .build();
    SummaryGeneratingListener listener = new SummaryGeneratingListener();
    LauncherFactory.create(nothingElse).execute(request, listener);
    return listener.getSummary().getFailures();
  }

  @Test
  void everyBreachIsTried() {
    assertThat(rows()).extracting(Row::fault).contains(Breach.values()).contains(Fault.values());
  }

  @Test
  void everyTestOfTheContractFindsSomething() {
    List<String> tests =
        AnnotationSupport.findAnnotatedMethods(
                EventLogContract.class, Test.class, HierarchyTraversalMode.TOP_DOWN)
            .stream()
            .map(method -> method.getName())
            .toList();
    assertThat(rows()).extracting(Row::test).containsAll(tests);
    assertThat(tests)
        .as("the tests that rows name")
        .containsAll(rows().stream().map(Row::test).toList());
  }
}
