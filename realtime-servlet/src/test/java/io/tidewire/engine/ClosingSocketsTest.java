package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Subscriber;
import org.junit.jupiter.api.Test;

/** Sockets that outlive their connections. */
class ClosingSocketsTest {

  @Test
  void aSocketCountsForItsUserUntilItHasEnded() {
    TestHub hub = TestHub.handDriven(new TestSettings());
    ClosingSockets closing = hub.engine.closing();
    Runnable ended = hub.engine.closingSocket(Subscriber.anonymous());
    Runnable another = hub.engine.closingSocket(Subscriber.named("ann"));
    assertThat(closing.count()).isEqualTo(2);
    assertThat(closing.count(null)).isEqualTo(1);
    assertThat(closing.count("ann")).isEqualTo(1);

    ended.run();
    ended.run();

    assertThat(closing.count(null)).isZero();
    assertThat(closing.count("ann")).as("one end is not that of another").isEqualTo(1);
    another.run();
    assertThat(closing.count()).isZero();
  }
}
