package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.LogRecorder;
import io.tidewire.Subscriber;
import io.tidewire.engine.ConnectionCounts.Road;
import io.tidewire.limits.AddressKey;
import io.tidewire.window.ManualTicker;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What clients may do over all their connections, and that it is counted. */
class NodeLimitsTest {

  private final TestSettings settings = new TestSettings();

  private static Identity identity(@Nullable String user, @Nullable String client, long address) {
    Subscriber subscriber = user == null ? Subscriber.anonymous() : Subscriber.named(user);
    return new Identity(subscriber, client, null, null, address, 0);
  }

  @ParameterizedTest
  @CsvSource({
    "ann,  , 7, ann,  , 8, true",
    "ann, x, 7, ann, y, 7, true",
    "ann, x, 7, ben, x, 7, false",
    "   , x, 7,    , x, 8, true",
    "   , x, 7,    , y, 7, false",
    "   ,  , 7,    ,  , 7, true",
    "   ,  , 7,    ,  , 8, false",
    "ann,  , 7,    , ann, 7, false",
    "   , 7, 1,    ,  , 7, false"
  })
  void whoseMessagesCountTogether(
      @Nullable String user,
      @Nullable String client,
      long address,
      @Nullable String otherUser,
      @Nullable String otherClient,
      long otherAddress,
      boolean isSame) {
    settings.messagesPerUser = 1;
    NodeLimits limits = new NodeLimits(settings.build().limits(), new ManualTicker());
    assertThat(limits.maySend(identity(user, client, address))).isTrue();
    assertThat(limits.maySend(identity(otherUser, otherClient, otherAddress))).isEqualTo(!isSame);
  }

  @Test
  void whoIsNotKnownAtAllCountsForNoLimit() {
    settings.messagesPerUser = 1;
    settings.connects = 1;
    NodeLimits limits = TestHub.handDriven(settings).engine.nodeLimits();
    Identity nobody = identity(null, null, AddressKey.UNKNOWN);
    assertThat(limits.maySend(nobody)).isTrue();
    assertThat(limits.maySend(nobody)).isTrue();
    assertThat(limits.mayConnect(AddressKey.UNKNOWN, null)).isTrue();
    assertThat(limits.mayConnect(AddressKey.UNKNOWN, null)).isTrue();
    assertThat(limits.mayConnect(7, null)).isTrue();
    assertThat(limits.mayConnect(7, null)).isFalse();
  }

  private static void send(RecordingTransport client, int times) {
    IntStream.range(0, times)
        .forEach(i -> client.connection().message("m" + i, 0, CompletableFuture::new));
  }

  private static long reached(TestHub hub, String setting) {
    return hub.engine.stats().limited().getOrDefault(setting, -1L);
  }

  @Test
  void aUsersMessagesCountOverAllConnections() {
    settings.messagesPerUser = 3;
    settings.messages = 2;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport first = hub.connect(identity("ann", null, 7), RecordingTransport::new);
    RecordingTransport second = hub.connect(identity("ann", null, 8), RecordingTransport::new);
    RecordingTransport other = hub.connect(identity("ben", null, 8), RecordingTransport::new);
    send(first, 4);
    send(second, 2);
    send(other, 2);
    hub.settle();
    assertThat(first.frames(Control.Error.class))
        .as("its own limit, which is asked first and costs its user nothing")
        .extracting(Control.Error::message)
        .hasSize(2)
        .allMatch(text -> text.contains("2 messages a second, as realtime.limits.messages allows"));
    assertThat(second.frames(Control.Error.class))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.id()).isEqualTo("m1");
              assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED.code());
              assertThat(error.message())
                  .contains("3 messages of one user a second")
                  .contains("realtime.limits.messages-per-user");
            });
    assertThat(other.frames(Control.Error.class)).isEmpty();
    assertThat(reached(hub, "realtime.limits.messages")).isEqualTo(2);
    assertThat(reached(hub, "realtime.limits.messages-per-user")).isEqualTo(1);
    hub.ticker.advance(2_000);
    send(second, 1);
    assertThat(second.served().requests().pending()).isEqualTo(2);
  }

  @Test
  void eachRefusalForALimitIsCounted() {
    settings.pending = 16;
    settings.inbound = 1;
    TestHub hub = TestHub.handDriven(settings);
    RecordingTransport client = hub.connect();
    send(client, 2);
    IntStream.range(0, 17).forEach(i -> client.connection().request(null, CompletableFuture::new));
    assertThat(reached(hub, "realtime.limits.inbound")).isEqualTo(1);
    assertThat(reached(hub, "realtime.limits.pending")).isEqualTo(2);
  }

  @Test
  void aRefusedConnectionIsCountedAndLoggedWithItsSetting() {
    settings.perUser = 1;
    settings.perAddress = 2;
    settings.connections = 20;
    TestHub hub = TestHub.handDriven(settings);
    try (LogRecorder log = LogRecorder.of(Attachment.class)) {
      Identity ann = identity("ann", null, 7);
      hub.connect(ann, RecordingTransport::new);
      assertThatThrownBy(() -> hub.connect(ann, RecordingTransport::new))
          .isInstanceOf(LimitException.class);
      hub.connect(identity(null, null, 7), RecordingTransport::new);
      assertThatThrownBy(() -> hub.connect(identity("ben", null, 7), RecordingTransport::new))
          .isInstanceOf(LimitException.class);
      assertThat(log.messages())
          .hasSize(2)
          .first()
          .asString()
          .contains("user 'ann'", "realtime.limits.per-user");
      assertThat(log.messages().get(1)).contains("realtime.limits.per-address");
    }
    assertThat(reached(hub, "realtime.limits.per-user")).isEqualTo(1);
    assertThat(reached(hub, "realtime.limits.per-address")).isEqualTo(1);
  }

  /** Who signs in over an open connection may be one too many. */
  @Test
  void whoeverSignsInIsCountedTooIfThatIsRefused() {
    settings.perUser = 1;
    TestHub hub = TestHub.handDriven(settings);
    ConnectionCounts counts = hub.engine.connectionCounts();
    ConnectionCounts.Place anonymous =
        counts.admit(identity(null, null, 7), ConnectionCounts.Road.SOCKET);
    Identity ann = identity("ann", null, 7);
    assertThat(counts.admit(ann, ConnectionCounts.Road.STREAM)).isNotNull();
    assertThatThrownBy(() -> counts.identify(anonymous, ann)).isInstanceOf(LimitException.class);
    assertThat(reached(hub, "realtime.limits.per-user")).isEqualTo(1);
  }

  @Test
  void aFullNodeAndAFullAddressAreCountedApart() {
    settings.connections = 10;
    TestHub hub = TestHub.handDriven(settings);
    try (LogRecorder log = LogRecorder.of(Attachment.class)) {
      IntStream.range(0, 9)
          .forEach(i -> hub.connect(identity(null, null, 7), RecordingTransport::new));
      assertThatThrownBy(() -> hub.connect(identity(null, null, 7), RecordingTransport::new))
          .isInstanceOf(LimitException.class);
      hub.connect(identity(null, null, 8), RecordingTransport::new);
      assertThatThrownBy(() -> hub.connect(identity(null, null, 8), RecordingTransport::new))
          .hasMessageContaining("realtime.max-connections=10");
      assertThat(log.messages()).hasSize(2);
    }
    assertThat(reached(hub, "nine tenths of realtime.max-connections")).isEqualTo(1);
    assertThat(reached(hub, "realtime.max-connections")).isEqualTo(1);
  }

  @Test
  void socketsThatAreClosingTakeUpTheShareOfTheirAddressOnly() {
    settings.connections = 10;
    TestHub hub = TestHub.handDriven(settings);
    Runnable last = () -> {};
    for (int i = 0; i < 9; i++) {
      hub.attachment.requireShare(7);
      last = hub.engine.closingSocket(Identity.at(7));
    }
    try (LogRecorder log = LogRecorder.of(Attachment.class)) {
      assertThatThrownBy(() -> hub.attachment.requireShare(7))
          .isInstanceOf(LimitException.class)
          .hasMessageContaining("nine tenths of realtime.max-connections");
      assertThat(log.messages()).singleElement().asString().contains("rate-limited");
    }
    hub.attachment.requireShare(8);
    hub.attachment.requireShare(AddressKey.UNKNOWN);
    last.run();
    hub.attachment.requireShare(7);
    assertThat(reached(hub, "nine tenths of realtime.max-connections")).isEqualTo(1);
  }

  @Test
  void thoseOfOneAddressThatHaveSentNothingLeaveRoomForOthers() {
    settings.waiting = 10;
    ConnectionCounts counts = TestHub.handDriven(settings).engine.connectionCounts();
    List<ConnectionCounts.Place> places =
        IntStream.range(0, 9).mapToObj(i -> counts.admit(Identity.at(7), Road.SOCKET)).toList();
    assertThatThrownBy(() -> counts.admit(Identity.at(7), Road.SOCKET))
        .isInstanceOf(LimitException.class)
        .hasMessageContaining("nine tenths of realtime.limits.waiting");
    assertThat(counts.waiting()).isEqualTo(9);
    counts.heard(places.get(0));
    counts.remove(counts.admit(Identity.at(7), Road.SOCKET));
    counts.remove(counts.admit(Identity.at(8), Road.SOCKET));
    places.forEach(counts::remove);
    assertThat(counts.waiting()).isZero();
    assertThat(counts.waitingAddresses()).isZero();
  }

  @Test
  void whoDoesNothingIsForgottenByTheHousekeeping() {
    settings.connects = 1;
    settings.messagesPerUser = 1;
    TestHub hub = TestHub.handDriven(settings);
    NodeLimits limits = hub.engine.nodeLimits();
    assertThat(limits.mayConnect(7, null)).isTrue();
    assertThat(limits.mayConnect(7, null)).isFalse();
    assertThat(limits.maySend(identity("ann", null, 7))).isTrue();
    assertThat(limits.kept()).isEqualTo(2);
    hub.ticker.advance(120_000);
    hub.engine.housekeeping().run();
    assertThat(limits.kept()).isZero();
  }
}
