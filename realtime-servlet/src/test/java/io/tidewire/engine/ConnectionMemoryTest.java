package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.ManualTicker;
import io.tidewire.wire.Control;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

/** What an idle connection costs us, beside its transport. */
class ConnectionMemoryTest {

  private static final int MANY = 1_000;
  private static final long BOUND = 896;

  /** One socket for all, so that nothing but the engine's own objects is counted. */
  private static final class Nowhere implements Transport {
    @Override
    public String name() {
      return "nowhere";
    }

    @Override
    public boolean greets() {
      return false;
    }

    @Override
    public boolean isReady() {
      return true;
    }

    @Override
    public void send(Batch batch, Position cursor) {}

    @Override
    public void close(Control.Bye bye, @Nullable Position cursor) {}
  }

  private final Transport nowhere = new Nowhere();
  private final ManualTicker ticker = new ManualTicker();

  /** One without listeners: what those remember is their own. */
  private final HubEngine engine =
      HubEngine.handDriven(
          "test",
          new TestSettings().build(),
          TestHub.parts(new InMemoryEventLog(0, ticker), ticker, Thread::new));

  private final Attachment attachment = engine.attach(() -> {}, () -> 0);

  @BeforeAll
  static void letJolLookIntoRecords() {
    System.setProperty("jol.magicFieldOffset", "true");
  }

  /** Takes the difference that connections make to the whole hub, so that shared parts drop out. */
  @Test
  void anIdleConnectionStaysBelowItsBound() {
    long before = sizeWithAnother(MANY);
    long each = (sizeWithAnother(MANY) - before) / MANY;
    System.out.println("an idle connection costs the engine " + each + " bytes");
    assertThat(each).isBetween(100L, BOUND);
  }

  private long sizeWithAnother(int count) {
    Permissions permissions = Permissions.unquestioned(Identity.of(Subscriber.anonymous()));
    for (int i = 0; i < count; i++) {
      ClientConnection connection = attachment.open(permissions, c -> nowhere);
      connection.subscribe(TestHub.request(StartFrom.now(), "a"));
    }
    for (Loop loop : engine.loops()) {
      while (loop.turn()) {
        // There is more to do.
      }
    }
    return GraphLayout.parseInstance(engine).totalSize();
  }
}
