package io.tidewire.engine;

import io.tidewire.CloseReason;
import org.jspecify.annotations.Nullable;

/**
 * Answers for whatever is thrown on a loop: logs it, and ends the connection in whose name the loop
 * worked. Never throws, since nothing may end a loop: not an Error of a class that an undeployment
 * took away, and not that there is no memory even to say so.
 */
final class Faults {

  private static final System.Logger LOG = System.getLogger(Faults.class.getName());

  private final BoundedLog log;

  Faults(BoundedLog log) {
    this.log = log;
  }

  /**
   * @param connection which answers for it, or null if it is the loop's own
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
      connection.loop().connections().closeLater(connection);
      say("a connection is not closed yet, and will be: ", connection, e);
    }
  }

  void say(String what, Object whom, @Nullable Throwable fault) {
    try {
      log.log(BoundedLog.Kind.LOOP_FAILURE, LOG, what + whom, fault);
    } catch (Throwable e) {
      // There is no memory for a line. Whoever works on with this loop will find the same, and say
      // so once there is.
    }
  }
}
