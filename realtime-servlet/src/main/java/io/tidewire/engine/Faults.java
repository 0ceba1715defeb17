package io.tidewire.engine;

import io.tidewire.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Handles whatever is thrown on a loop: logs it, and ends the connection that the loop was working
 * for. Never throws, since nothing may end a loop: neither an Error of a class that an undeployment
 * has removed, nor a lack of memory for a log line.
 */
final class Faults {

  private static final System.Logger LOG = System.getLogger(Faults.class.getName());

  private final BoundedLog log;

  Faults(BoundedLog log) {
    this.log = log;
  }

  /**
   * @param connection the connection that the fault ends, or null if it is the loop's own
   */
  void handle(@Nullable Connection connection, Throwable fault) {
    if (connection == null) {
      say("a delivery loop failed and goes on", "", fault);
      return;
    }
    say("a fault on a delivery loop ends ", connection, fault);
    try {
      connection.close(CloseReason.INTERNAL);
    } catch (Throwable e) {
      connection.loop().connections().checkLater(connection);
      say("closing a connection failed and will be tried again: ", connection, e);
    }
  }

  void say(String what, Object whom, @Nullable Throwable fault) {
    try {
      log.log(BoundedLog.Kind.LOOP_FAILURE, LOG, what + whom, fault);
    } catch (Throwable e) {
      // There is no memory for a log line. What fails next on this loop is logged as soon as there
      // is.
    }
  }
}
