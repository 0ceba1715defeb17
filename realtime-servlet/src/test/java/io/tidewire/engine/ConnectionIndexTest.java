package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.Subscriber;
import io.tidewire.engine.ConnectionIndex.Road;
import io.tidewire.limits.Occupancy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is counted where, and how connections are found. */
class ConnectionIndexTest {

  private static final Identity ANN =
      new Identity(Subscriber.named("ann"), "tab-1", "s1", "ann", 7, 0);
  private static final Identity NOBODY =
      new Identity(Subscriber.anonymous(), null, null, null, 7, 0);

  private final TestSettings settings = new TestSettings();

  private ConnectionIndex index() {
    return TestHub.handDriven(settings).engine.index();
  }

  @Test
  void aUserMayHoldSoManyConnections() {
    settings.perUser = 2;
    ConnectionIndex index = index();
    ConnectionIndex.Place first = index.admit(ANN, Road.STREAM);
    Runnable ended = index.closing(ANN);
    assertThatThrownBy(() -> index.admit(ANN, Road.STREAM))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("at most 2 connections")
        .hasMessageContaining("realtime.limits.per-user");
    assertThat(index.admit(NOBODY, Road.STREAM)).as("others go on").isNotNull();
    ended.run();
    ended.run();
    assertThat(index.usedBy("ann")).isEqualTo(1);
    assertThat(index.admit(ANN, Road.STREAM)).isNotNull();
    index.remove(first);
    index.remove(first);
    assertThat(index.usedBy("ann")).isEqualTo(1);
  }

  @Test
  void oneAddressLeavesATenthToOthers() {
    settings.connections = 10;
    ConnectionIndex index = index();
    for (int i = 0; i < 9; i++) {
      assertThat(index.admit(NOBODY, Road.STREAM)).isNotNull();
    }
    assertThatThrownBy(() -> index.admit(NOBODY, Road.STREAM))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("nine tenths of realtime.max-connections");
    assertThat(index.admit(Identity.of(Subscriber.anonymous()), Road.STREAM)).isNotNull();
    assertThatThrownBy(() -> index.admit(Identity.of(Subscriber.anonymous()), Road.STREAM))
        .isInstanceOf(OverloadedException.class);
    assertThat(index.connections()).isEqualTo(10);
  }

  @Test
  void aRefusalCountsNothing() {
    settings.perUser = 1;
    settings.perAddress = 3;
    ConnectionIndex index = index();
    ConnectionIndex.Place place = index.admit(ANN, Road.STREAM);
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> index.admit(ANN, Road.STREAM)).isInstanceOf(LimitException.class);
    }
    assertThat(index.connections()).isEqualTo(1);
    assertThat(index.admit(NOBODY, Road.STREAM)).as("the same address").isNotNull();
    assertThat(index.admit(NOBODY, Road.STREAM)).isNotNull();
    assertThatThrownBy(() -> index.admit(NOBODY, Road.STREAM))
        .hasMessageContaining("realtime.limits.per-address");
    index.remove(place);
    assertThat(index.users()).isZero();
  }

  @Test
  void pollsOfOneClientCountOnceButNotWithoutEnd() {
    ConnectionIndex index = index();
    List<ConnectionIndex.Place> polls = new ArrayList<>();
    for (int i = 0; i < Occupancy.POLLS_OF_ONE; i++) {
      polls.add(index.admit(ANN, Road.POLL));
    }
    assertThat(index.usedBy("ann")).isEqualTo(1);
    polls.add(index.admit(ANN, Road.POLL));
    assertThat(index.usedBy("ann")).isEqualTo(2);
    polls.forEach(index::remove);
    assertThat(index.usedBy("ann")).isZero();
    assertThat(index.users()).as("an empty count is gone").isZero();
    assertThat(index.connections()).isZero();
  }

  @Test
  void aConnectionIsFoundWhileItIsOpen() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport client = hub.connect(ANN, RecordingTransport::new);
    ConnectionIndex index = hub.engine.index();
    assertThat(index.ofUser("ann")).as("not registered yet").isEmpty();
    hub.settle();
    assertThat(index.ofUser("ann")).containsExactly((Client) client.connection());
    assertThat(index.ofSession("s1")).hasSize(1);
    assertThat(index.ofClient("tab-1 ann")).hasSize(1);
    assertThat(index.hasSession("s1")).isTrue();
    assertThat(index.connections()).isEqualTo(1);
    client.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(index.ofUser("ann")).isEmpty();
    assertThat(index.hasSession("s1")).isFalse();
    assertThat(index.connections()).isZero();
    assertThat(index.users()).isZero();
  }

  @Test
  void aRenamedSessionsConnectionsAreFoundByTheNewId() {
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport client = hub.connect(ANN, RecordingTransport::new);
    RecordingTransport second = hub.connect(ANN, RecordingTransport::new);
    hub.settle();
    ConnectionIndex index = hub.engine.index();
    index.renameSession("s1", "s2");
    index.renameSession("s1", "s3");
    assertThat(index.hasSession("s1")).isFalse();
    assertThat(index.ofSession("s2")).hasSize(2);
    second.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(index.ofSession("s2")).containsExactly((Client) client.connection());
    index.renameSession("s2", "s2");
    assertThat(index.ofSession("s2")).as("a name of its own").hasSize(1);
    client.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(index.hasSession("s2")).isFalse();
  }

  @Test
  void anIdentityShowsNoSession() {
    assertThat(ANN).hasToString("user 'ann'");
  }
}
