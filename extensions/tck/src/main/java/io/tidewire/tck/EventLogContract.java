package io.tidewire.tck;

import io.tidewire.spi.EventLog;
import org.junit.jupiter.api.Timeout;

/**
 * Tests what every {@link EventLog} keeps to. The test of a log extends this class and says how to
 * open one; it needs no test of its own for anything that stands here.
 *
 * <pre>{@code
 * class RedisEventLogTest extends EventLogContract {
 *   private final Redis redis = Redis.start();          // a store of the test's own, empty
 *
 *   protected EventLog open(int retained) { return new RedisEventLog(redis.uri(), retained); }
 *   protected boolean sharesStore()       { return true; }
 *   protected void stopStore()            { redis.kill(); }
 *   protected void startStore()           { redis.startAgain(); }
 *   protected void emptyStore()           { redis.flushAll(); }
 *   protected void advance(Duration time) { abort("the clock is that of Redis"); }
 *   protected void endStore()             { redis.close(); }
 * }
 * }</pre>
 *
 * <p>JUnit makes an instance for each test, and so a store for each. Tests that need what a log
 * does not have are aborted, and the report says so: a log in this process cannot be away.
 *
 * <p>No test measures time: each waits for what must come, for {@link #patience} at most.
 */
// Its tests lie in three classes: appending, reading, the store. They are a chain and no nested
// classes, since what is inherited with a nested class is reported by Maven as a test of this one,
// whichever log failed, and is left out where the test of a log is named by -Dtest.
@Timeout(120)
public abstract class EventLogContract extends StoreContract {

  /** For the test of a log. */
  protected EventLogContract() {}
}
