package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.Subscriber;
import org.junit.jupiter.api.Test;

/** How connections are found. */
class ConnectionIndexTest {

  private static final Identity ANN =
      new Identity(Subscriber.named("ann"), "tab-1", "s1", "ann", 7, 0);

  @Test
  void aConnectionIsFoundWhileItIsOpen() {
    TestHub hub = TestHub.handDriven(new TestSettings());
    RecordingTransport client = hub.connect(ANN, RecordingTransport::new);
    ConnectionIndex index = hub.engine.index();
    assertThat(index.ofUser("ann")).as("not registered yet").isEmpty();
    hub.settle();
    assertThat(index.ofUser("ann")).containsExactly((Client) client.connection());
    assertThat(index.ofSession("s1")).hasSize(1);
    assertThat(index.ofClient("tab-1 ann")).hasSize(1);
    assertThat(index.hasSession("s1")).isTrue();
    assertThat(hub.engine.connectionCounts().connections()).isEqualTo(1);
    client.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(index.ofUser("ann")).isEmpty();
    assertThat(index.hasSession("s1")).isFalse();
    assertThat(hub.engine.connectionCounts().connections()).isZero();
    assertThat(hub.engine.connectionCounts().users()).isZero();
  }

  @Test
  void aRenamedSessionsConnectionsAreFoundByTheNewId() {
    TestHub hub = TestHub.handDriven(new TestSettings());
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

  /** Nobody becomes ann by a token, which no session belongs to. */
  @Test
  void aConnectionIsFoundByWhomItBelongsToNow() {
    TestHub hub = TestHub.handDriven(new TestSettings());
    Identity nobody = new Identity(Subscriber.anonymous(), "tab-1", "s1", null, 7, 0);
    RecordingTransport client = hub.connect(nobody, RecordingTransport::new);
    hub.settle();
    Client known = (Client) client.connection();
    ConnectionIndex index = hub.engine.index();
    index.identify(known.connection().entry, nobody.bearing(Subscriber.named("ann"), 0));
    assertThat(index.ofUser("ann")).containsExactly(known);
    assertThat(index.ofClient("tab-1 ")).as("nobody's").isEmpty();
    assertThat(index.ofClient("tab-1 ann")).containsExactly(known);
    assertThat(index.hasSession("s1")).isFalse();
    client.connection().end(CloseReason.NORMAL);
    hub.settle();
    assertThat(index.ofUser("ann")).isEmpty();
    assertThat(index.ofClient("tab-1 ann")).isEmpty();
  }

  /** Its end may have been carried out before its user was known. */
  @Test
  void aConnectionThatHasLeftIsNotFoundAgain() {
    TestHub hub = TestHub.handDriven(new TestSettings());
    Identity nobody = new Identity(Subscriber.anonymous(), "tab-1", "s1", null, 7, 0);
    RecordingTransport client = hub.connect(nobody, RecordingTransport::new);
    hub.settle();
    ConnectionIndex index = hub.engine.index();
    ConnectionIndex.Entry entry = ((Client) client.connection()).connection().entry;
    index.remove(entry);
    index.remove(entry);
    index.renameSession(entry, "s1", "s2");
    index.identify(entry, nobody.bearing(Subscriber.named("ann"), 0));
    assertThat(index.ofUser("ann")).isEmpty();
    assertThat(index.ofClient("tab-1 ann")).isEmpty();
    assertThat(index.hasSession("s2")).isFalse();
  }

  @Test
  void anIdentityShowsNoSession() {
    assertThat(ANN).hasToString("user 'ann'");
  }
}
