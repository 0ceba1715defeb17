package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Subscriber;
import org.junit.jupiter.api.Test;

/** Sockets that outlive their connections. */
class SocketsTest {

  @Test
  void aSocketCountsForItsUserUntilItHasEnded() {
    TestHub hub = TestHub.handDriven(new TestSettings());
    Sockets sockets = hub.engine.sockets();
    Runnable ended = hub.engine.closingSocket(Subscriber.anonymous());
    Runnable another = hub.engine.closingSocket(Subscriber.named("ann"));
    assertThat(sockets.closing()).isEqualTo(2);
    assertThat(sockets.closingOf(null)).isEqualTo(1);
    assertThat(sockets.closingOf("ann")).isEqualTo(1);

    ended.run();
    ended.run();

    assertThat(sockets.closingOf(null)).isZero();
    assertThat(sockets.closingOf("ann")).as("one end is not that of another").isEqualTo(1);
    another.run();
    assertThat(sockets.closing()).isZero();
  }
}
