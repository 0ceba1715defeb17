package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.wire.Control;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.openjdk.jol.info.GraphLayout;

/** What an idle connection costs us, beside its transport. */
class ConnectionMemoryTest {

  private static final int MANY = 1_000;
  private static final long BOUND = 1_024;

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

  @BeforeAll
  static void letJolLookIntoRecords() {
    System.setProperty("jol.magicFieldOffset", "true");
  }

  /** Takes the difference that connections make to the whole hub, so that shared parts drop out. */
  @Test
  void anIdleConnectionStaysBelowItsBound() {
    TestHub hub = TestHub.handDriven(new TestSettings());
    Transport nowhere = new Nowhere();
    open(hub, nowhere, MANY);
    long before = GraphLayout.parseInstance(hub.engine).totalSize();
    open(hub, nowhere, MANY);
    long each = (GraphLayout.parseInstance(hub.engine).totalSize() - before) / MANY;
    System.out.println("an idle connection costs the engine " + each + " bytes");
    assertThat(each).isBetween(100L, BOUND);
  }

  private static void open(TestHub hub, Transport transport, int count) {
    Permissions permissions = Permissions.unquestioned(Identity.of(Subscriber.anonymous()));
    for (int i = 0; i < count; i++) {
      ClientConnection connection = hub.attachment.open(permissions, c -> transport);
      connection.subscribe(TestHub.request(StartFrom.now(), "a"));
    }
    hub.settle();
  }
}
