package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.OverloadedException;
import io.tidewire.engine.EngineSettings;
import io.tidewire.engine.NodeLimits;
import io.tidewire.limits.AddressKey;
import io.tidewire.servlet.Parts;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How much of all bodies together an application holds. */
class BodiesTest {

  private static final int MIB = 1 << 20;

  private static Bodies bodies(int maxMessage) {
    EngineSettings.Limits usual = EngineSettings.defaults().limits();
    return new Bodies(
        new NodeLimits(
            new EngineSettings.Limits(
                usual.connections(),
                usual.subscriptions(),
                usual.outbox(),
                maxMessage,
                usual.pending(),
                usual.appends(),
                usual.clients()),
            () -> 0));
  }

  private final StillHub hub = new StillHub();
  private final WebApplication application =
      WebApplication.attach(
          Settings.read(List.of()),
          hub.hub(),
          Parts.denyAll(),
          new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
          hub.executor(1));

  @AfterEach
  void close() {
    hub.close();
  }

  private RequestBody opened(Bodies bodies, int maxBytes) {
    return opened(bodies, maxBytes, AddressKey.UNKNOWN);
  }

  private RequestBody opened(Bodies bodies, int maxBytes, long address) {
    RequestBody body = new RequestBody(application, maxBytes, address);
    bodies.opened(body);
    return body;
  }

  @Test
  void allBodiesTogetherHoldSixtyFourMebibytes() {
    Bodies bodies = bodies(64 << 10);
    RequestBody first = opened(bodies, 64 << 10);
    bodies.received(first, 63 * MIB);
    RequestBody second = opened(bodies, 64 << 10);
    bodies.received(second, MIB);

    assertThatThrownBy(() -> bodies.received(second, 1))
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("67108864 bytes, by realtime.limits.inbound-bytes");
    bodies.ended(second);
    RequestBody third = opened(bodies, 64 << 10);
    assertThatCode(() -> bodies.received(third, MIB)).doesNotThrowAnyException();

    bodies.ended(first);
    assertThatCode(() -> bodies.received(third, 63 * MIB))
        .as("room again")
        .doesNotThrowAnyException();
  }

  @Test
  void oneAddressLeavesATenthToOthers() {
    Bodies bodies = bodies(64 << 10);
    RequestBody body = opened(bodies, 64 << 10, 7);
    bodies.received(body, 57 * MIB);
    RequestBody another = opened(bodies, 64 << 10, 7);
    assertThatThrownBy(() -> bodies.received(another, MIB)).isInstanceOf(OverloadedException.class);

    RequestBody neighbour = opened(bodies, 64 << 10, 8);
    assertThatCode(() -> bodies.received(neighbour, 6 * MIB)).doesNotThrowAnyException();
    bodies.ended(body);
    assertThatCode(() -> bodies.received(another, MIB)).as("room").doesNotThrowAnyException();
  }

  @Test
  void oneThatEndsTwiceGivesItsRoomBackOnce() {
    Bodies bodies = bodies(64 << 10);
    RequestBody body = opened(bodies, 64 << 10);
    RequestBody other = opened(bodies, 64 << 10);
    bodies.received(body, 32 * MIB);
    bodies.received(other, 32 * MIB);
    bodies.ended(body);
    bodies.ended(body);

    bodies.received(other, 32 * MIB);
    assertThatThrownBy(() -> bodies.received(other, 1)).isInstanceOf(OverloadedException.class);
  }

  /** The container may tell that a body's time is over while another thread reads it. */
  @Test
  void whatIsReadOfABodyThatHasEndedTakesNoRoom() {
    Bodies bodies = bodies(64 << 10);
    RequestBody body = opened(bodies, 64 << 10);
    bodies.ended(body);
    bodies.received(body, 64 * MIB);

    RequestBody other = opened(bodies, 64 << 10);
    assertThatCode(() -> bodies.received(other, 64 * MIB)).doesNotThrowAnyException();
  }

  @Test
  void whereMessagesMayBeLargeFourOfThemFit() {
    Bodies bodies = bodies(32 * MIB);
    RequestBody body = opened(bodies, 32 * MIB);
    bodies.received(body, 128 * MIB);
    assertThatThrownBy(() -> bodies.received(body, 1)).isInstanceOf(OverloadedException.class);
  }
}
