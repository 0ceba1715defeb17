package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Position;
import io.tidewire.wire.Control;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Says goodbye to one client, and waits until its socket has taken that. Confined to the loop. */
final class Goodbye {

  private final Connection connection;
  private final Transport transport;
  private boolean said;

  /** Until when it may wait for the socket. */
  private long until;

  Goodbye(Connection connection, Transport transport) {
    this.connection = connection;
    this.transport = transport;
  }

  /** Says it, unless that is done. Can be repeated after an error. */
  void say(CloseReason reason, @Nullable Position cursor, long now) {
    if (said) {
      return;
    }
    until = now + patience(reason);
    ComeBack comeBack = connection.loop().shared().comeBack();
    Control.Bye bye =
        new Control.Bye(reason, comeBack.afterClose(reason, ThreadLocalRandom.current()));
    // Only once: a transport that fails by a fault of its own would fail again.
    boolean unused =
        attempt(
            () -> {
              transport.close(bye, cursor);
              return true;
            });
    said = true;
  }

  /**
   * {@return how long it may wait; not at all for a client that takes no bytes any more}
   *
   * @param reason why the connection ends
   */
  private static long patience(CloseReason reason) {
    boolean isGone = reason == CloseReason.UNRESPONSIVE || reason == CloseReason.DISCONNECTED;
    return isGone ? 0 : ClientConnection.PATIENCE.toMillis();
  }

  /**
   * Tells whether it waits for the socket. Gives it up when its time is over, or when the loop has
   * ended and nobody would look again.
   */
  boolean waits(long now) {
    boolean mayWait = now < until && !connection.loop().hasEnded();
    return attempt(() -> transport.isSayingGoodbye() && (mayWait || giveUp()));
  }

  private boolean giveUp() {
    transport.giveUpGoodbye();
    return false;
  }

  /** {@return what a call of the transport returns; false if that fails by a fault of its own} */
  private boolean attempt(BooleanSupplier call) {
    try {
      return call.getAsBoolean();
    } catch (OutOfMemoryError e) {
      throw e;
    } catch (Throwable e) {
      connection.loop().faults().say("closing failed: ", connection, e);
      return false;
    }
  }
}
