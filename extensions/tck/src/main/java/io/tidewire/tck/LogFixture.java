package io.tidewire.tck;

import static org.junit.jupiter.api.Assumptions.abort;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tidewire.Position;
import io.tidewire.spi.EventLog;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/**
 * Opens logs for the tests of the contract and closes them, as the test of a log says; what it may
 * say is what is protected here.
 */
abstract class LogFixture {

  static final int MANY = 10_000;
  static final int FEW = 3;
  static final Comparator<Position> BY_SEQUENCE = Comparator.comparingLong(Position::sequence);

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final List<EventLog> logs = new ArrayList<>();

  LogFixture() {}

  /**
   * Opens a log on the test's one store. The first that a test opens finds the store empty; further
   * ones, which are opened only if it {@link #sharesStore}, are as those of other nodes.
   *
   * @param retained how many events the store keeps, about; never fewer
   * @return the log, which is closed after the test
   */
  protected abstract EventLog open(int retained);

  /**
   * Moves the clock by which the store forgets idempotency keys; {@link
   * org.junit.jupiter.api.Assumptions#abort aborts} the test if it cannot.
   *
   * @param time how far
   */
  protected abstract void advance(Duration time);

  /**
   * Says whether several logs can be opened on the store, so that they see one order.
   *
   * @return by default no, which aborts the tests that need it
   */
  protected boolean sharesStore() {
    return false;
  }

  /**
   * Takes the store away from all logs, such as by killing or freezing it, or by cutting its
   * connections. It keeps what it has acknowledged. By default aborts the test.
   */
  protected void stopStore() {
    abort("the store cannot be stopped");
  }

  /** Brings back a store that was stopped, with what it has kept. By default aborts the test. */
  protected void startStore() {
    abort("the store cannot be started again");
  }

  /**
   * Removes everything from the store while it runs, as an administrator might, what the log needs
   * for itself included. By default aborts the test.
   */
  protected void emptyStore() {
    abort("the store cannot be emptied");
  }

  /**
   * Says how long a test waits for what must come, before it fails.
   *
   * @return by default 20 s
   */
  protected Duration patience() {
    return PATIENCE;
  }

  /** Ends the store, after the logs of a test are closed. By default does nothing. */
  protected void endStore() {}

  @AfterEach
  void closeLogs() {
    try {
      logs.forEach(EventLog::close);
    } finally {
      endStore();
    }
  }

  final Patience waiting() {
    return new Patience(patience());
  }

  final TestedLog log(int retained) {
    EventLog log = open(retained);
    logs.add(log);
    return new TestedLog(log, waiting());
  }

  /** Opens one more log on the store of the test. */
  final TestedLog other(int retained) {
    assumeTrue(sharesStore(), "the store has one log");
    return log(retained);
  }
}
