package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Message;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicKind;
import io.tidewire.wire.Control;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Events that all get but the client that has published them. */
class ExceptSenderTest {

  private static final StartFrom NOW = StartFrom.now();

  private final TestHub hub = TestHub.handDriven(new TestSettings());

  private RecordingTransport connect(@Nullable String user, @Nullable String client) {
    Subscriber subscriber = user == null ? Subscriber.anonymous() : Subscriber.named(user);
    Identity identity = new Identity(subscriber, client, null, null, 0, 0);
    return hub.connect(identity, RecordingTransport::new);
  }

  private RecordingTransport subscribe(
      @Nullable String user, @Nullable String client, String... patterns) {
    RecordingTransport transport = connect(user, client);
    TestHub.subscribe(transport, NOW, patterns);
    hub.settle();
    return transport;
  }

  /** What the client is left out by: its name with its user, or its connection. */
  private static String key(RecordingTransport transport) {
    String key = transport.connection().identity().clientKey();
    return key == null ? transport.connection().id() : key;
  }

  private void publish(int number, @Nullable RecordingTransport sender, TopicKind kind) {
    Message.Builder message = Message.to(Topic.of("a/x"), "changed", number).kind(kind);
    if (sender != null) {
      message.sender(Sender.of(null, key(sender))).exceptSender();
    }
    hub.engine.publish(message.build()).toCompletableFuture().join();
  }

  private void publish(int number, @Nullable RecordingTransport sender) {
    publish(number, sender, TopicKind.PLAIN);
  }

  private static List<String> numbers(int... numbers) {
    return IntStream.of(numbers).mapToObj(number -> "\"" + number + "\"").toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = TopicKind.class,
      names = {"PLAIN", "EPHEMERAL"})
  void allOthersGetIt(TopicKind kind) {
    RecordingTransport sender = subscribe("ann", "tab", "a/x");
    RecordingTransport otherUser = subscribe("ben", "tab", "a/x");
    RecordingTransport otherClient = subscribe("ann", "phone", "a/x");
    RecordingTransport unnamed = subscribe("ann", null, "a/x");
    RecordingTransport alike = subscribe("nn", "taba", "a/x");

    publish(1, sender, kind);
    hub.settle();

    assertThat(sender.payloads()).isEmpty();
    assertThat(List.of(otherUser, otherClient, unnamed, alike))
        .allSatisfy(other -> assertThat(other.payloads()).isEqualTo(numbers(1)));
  }

  @Test
  void itsOtherConnectionsUnderTheSameNameDoNotGetItEither() {
    RecordingTransport sender = subscribe("ann", "tab", "a/x");
    RecordingTransport again = subscribe("ann", "tab", "a/x");

    publish(1, sender);
    publish(2, null);
    hub.settle();

    assertThat(sender.payloads()).isEqualTo(numbers(2));
    assertThat(again.payloads()).isEqualTo(numbers(2));
  }

  @Test
  void aClientWithoutANameIsKnownByItsConnection() {
    RecordingTransport sender = subscribe(null, null, "a/x");
    RecordingTransport other = subscribe(null, null, "a/x");

    publish(1, sender);
    hub.settle();

    assertThat(sender.payloads()).isEmpty();
    assertThat(other.payloads()).isEqualTo(numbers(1));
  }

  @Test
  void itIsNotInTheReplayOfTheSameClient() {
    RecordingTransport sender = subscribe("ann", "tab", "a/x");
    publish(1, null);
    publish(2, sender);
    publish(3, null);
    hub.settle();

    RecordingTransport back = connect("ann", "tab");
    TestHub.subscribe(back, hub.after(0), "a/x");
    RecordingTransport other = connect("ben", "tab");
    TestHub.subscribe(other, hub.after(0), "a/x");
    hub.settle();

    assertThat(back.payloads()).isEqualTo(numbers(1, 3));
    assertThat(other.payloads()).isEqualTo(numbers(1, 2, 3));
  }

  /** A poll waits on: there is nothing to answer, but that the client has caught up. */
  @Test
  void aReplayOfItsOwnEventsOnlyBringsThePlaceAlone() {
    RecordingTransport sender = subscribe("ann", "tab", "a/x");
    publish(1, sender);
    publish(2, sender);
    hub.settle();

    RecordingTransport back = connect("ann", "tab");
    TestHub.subscribe(back, hub.after(0), "a/x");
    hub.settle();

    assertThat(back.payloads()).isEmpty();
    assertThat(back.sends().get(back.sends().size() - 1).cursor().sequence()).isEqualTo(2);
    assertThat(back.frames()).anyMatch(Control.Start.class::isInstance);
  }

  /** Every mixture, in a turn of its own, whatever else the clients are subscribed to. */
  @ParameterizedTest
  @ValueSource(strings = {"a/x", "a/*", "a/x,b", "a/x,a/*"})
  void aTurnOfMixedEventsLosesNothing(String patterns) {
    int events = 6;
    for (int mixture = 0; mixture < 1 << events; mixture++) {
      RecordingTransport sender = subscribe("ann", "tab", patterns.split(",", -1));
      RecordingTransport other = subscribe("ben", "tab", patterns.split(",", -1));
      int own = mixture;
      IntStream.range(0, events)
          .forEach(number -> publish(number, (own >> number & 1) == 1 ? sender : null));
      hub.settle();

      int[] others =
          IntStream.range(0, events).filter(number -> (own >> number & 1) == 0).toArray();
      assertThat(sender.payloads()).as("mixture %d", mixture).isEqualTo(numbers(others));
      assertThat(other.payloads())
          .as("mixture %d", mixture)
          .isEqualTo(numbers(IntStream.range(0, events).toArray()));
      sender.connection().end(CloseReason.NORMAL);
      other.connection().end(CloseReason.NORMAL);
      hub.settle();
    }
  }

  @Test
  void whatItCouldNotTakeAtOnceIsFilteredToo() {
    RecordingTransport sender = subscribe("ann", "tab", "a/x");
    sender.stall();
    IntStream.range(0, 8).forEach(number -> publish(number, number % 2 == 0 ? sender : null));
    hub.settle();

    sender.unstall();
    hub.settle();

    assertThat(sender.payloads()).isEqualTo(numbers(1, 3, 5, 7));
  }
}
