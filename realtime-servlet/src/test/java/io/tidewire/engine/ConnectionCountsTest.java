package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.OverloadedException;
import io.tidewire.Subscriber;
import io.tidewire.engine.ConnectionCounts.Road;
import io.tidewire.limits.Occupancy;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who is counted where. */
class ConnectionCountsTest {

  private static final Identity ANN =
      new Identity(Subscriber.named("ann"), "tab-1", "s1", "ann", 7, 0);
  private static final Identity NOBODY =
      new Identity(Subscriber.anonymous(), null, null, null, 7, 0);

  private final TestSettings settings = new TestSettings();

  private ConnectionCounts counts() {
    return TestHub.handDriven(settings).engine.connectionCounts();
  }

  @Test
  void aUserMayHoldSoManyConnections() {
    settings.perUser = 2;
    ConnectionCounts counts = counts();
    ConnectionCounts.Place first = counts.admit(ANN, Road.STREAM);
    Runnable ended = counts.closing(ANN);
    assertThatThrownBy(() -> counts.admit(ANN, Road.STREAM))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("at most 2 connections")
        .hasMessageContaining("realtime.limits.per-user");
    assertThat(counts.admit(NOBODY, Road.STREAM)).as("others go on").isNotNull();
    ended.run();
    ended.run();
    assertThat(counts.usedBy("ann")).isEqualTo(1);
    assertThat(counts.admit(ANN, Road.STREAM)).isNotNull();
    counts.remove(first);
    counts.remove(first);
    assertThat(counts.usedBy("ann")).isEqualTo(1);
  }

  @Test
  void oneAddressLeavesATenthToOthers() {
    settings.connections = 10;
    ConnectionCounts counts = counts();
    for (int i = 0; i < 9; i++) {
      assertThat(counts.admit(NOBODY, Road.STREAM)).isNotNull();
    }
    assertThatThrownBy(() -> counts.admit(NOBODY, Road.STREAM))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("nine tenths of realtime.max-connections");
    assertThat(counts.admit(Identity.of(Subscriber.anonymous()), Road.STREAM)).isNotNull();
    assertThatThrownBy(() -> counts.admit(Identity.of(Subscriber.anonymous()), Road.STREAM))
        .isInstanceOf(OverloadedException.class);
    assertThat(counts.connections()).isEqualTo(10);
  }

  @Test
  void aRefusalCountsNothing() {
    settings.perUser = 1;
    settings.perAddress = 3;
    ConnectionCounts counts = counts();
    ConnectionCounts.Place place = counts.admit(ANN, Road.STREAM);
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> counts.admit(ANN, Road.STREAM)).isInstanceOf(LimitException.class);
    }
    assertThat(counts.connections()).isEqualTo(1);
    assertThat(counts.admit(NOBODY, Road.STREAM)).as("the same address").isNotNull();
    assertThat(counts.admit(NOBODY, Road.STREAM)).isNotNull();
    assertThatThrownBy(() -> counts.admit(NOBODY, Road.STREAM))
        .hasMessageContaining("realtime.limits.per-address");
    counts.remove(place);
    assertThat(counts.users()).isZero();
  }

  @Test
  void pollsOfOneClientCountOnceButNotWithoutEnd() {
    ConnectionCounts counts = counts();
    List<ConnectionCounts.Place> polls = new ArrayList<>();
    for (int i = 0; i < Occupancy.POLLS_OF_ONE; i++) {
      polls.add(counts.admit(ANN, Road.POLL));
    }
    assertThat(counts.usedBy("ann")).isEqualTo(1);
    polls.add(counts.admit(ANN, Road.POLL));
    assertThat(counts.usedBy("ann")).isEqualTo(2);
    polls.forEach(counts::remove);
    assertThat(counts.usedBy("ann")).isZero();
    assertThat(counts.users()).as("an empty count is gone").isZero();
    assertThat(counts.connections()).isZero();
  }

  /** Whoever signs in over a connection of nobody counts for the user from then on. */
  @Test
  void aConnectionCountsForWhomItBelongsToNow() {
    ConnectionCounts counts = counts();
    ConnectionCounts.Place place = counts.admit(NOBODY, Road.SOCKET);
    counts.identify(place, ANN);
    assertThat(counts.usedBy("ann")).isEqualTo(1);
    counts.identify(place, ANN);
    assertThat(counts.usedBy("ann")).as("the same user").isEqualTo(1);
    counts.remove(place);
    assertThat(counts.usedBy("ann")).isZero();
    assertThat(counts.connections()).isZero();
    assertThat(counts.waiting()).isZero();
  }
}
