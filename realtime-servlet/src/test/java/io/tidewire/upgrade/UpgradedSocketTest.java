package io.tidewire.upgrade;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.OverloadedException;
import io.tidewire.Subscriber;
import io.tidewire.carrier.Opening;
import io.tidewire.carrier.PatientSessions;
import io.tidewire.carrier.RecordedListener;
import io.tidewire.carrier.Sessions;
import io.tidewire.carrier.Socket;
import io.tidewire.carrier.SocketContract;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Identity;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.protocol.SocketTransports;
import io.tidewire.protocol.TidewireProtocol;
import io.tidewire.servlet.Parts;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.transfer.SystemTransfers;
import io.tidewire.web.Callers;
import io.tidewire.web.FakeResponse;
import io.tidewire.web.GivenRights;
import io.tidewire.web.Rights;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.MessageLimit;
import io.tidewire.wire.WebSocketWriter;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.apache.coyote.StandInConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What goes out over an upgraded request, and how it ends. */
@Timeout(60)
class UpgradedSocketTest extends SocketContract {

  private static final Duration CLOSE_TIMEOUT = Duration.ofMillis(200);
  private static final Control ERROR =
      new Control.Error(ErrorCode.TOO_LARGE, "a message is too large", null);
  private static final String TOO_LARGE =
      "{\"type\":\"bye\",\"reason\":\"too-large\",\"reconnect\":false}";

  private final Sessions sessions = new Sessions(UpgradedSocketTest::newThread, CLOSE_TIMEOUT);
  private final Sessions patient =
      new Sessions(UpgradedSocketTest::newThread, Duration.ofMinutes(1));
  private final FakeResponse socket = new FakeResponse();
  private final AtomicReference<UpgradedSocket> opened = new AtomicReference<>();
  private UpgradedOutput output;
  private final Queue<Identity> owners = new ConcurrentLinkedQueue<>();
  private ClientConnection connection;

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, "blocking-calls");
    thread.setDaemon(true);
    return thread;
  }

  private record Upgraded(FakeResponse socket) implements WebConnection {

    @Override
    public ServletInputStream getInputStream() throws IOException {
      throw new IOException("the client is gone");
    }

    @Override
    public ServletOutputStream getOutputStream() throws IOException {
      return socket.response().getOutputStream();
    }

    @Override
    public void close() {
      socket.async().complete();
    }
  }

  @BeforeEach
  void open() throws IOException {
    open(socket, sessions);
  }

  private void open(FakeResponse over, Sessions closing) throws IOException {
    output = new UpgradedOutput(new Upgraded(over), closing);
    connection =
        hub.open(
            self -> {
              opened.set(new UpgradedSocket(output, self, hub.hub()::closingSocket));
              return SocketTransports.over(opened.get());
            });
    output.start(connection);
  }

  @Override
  protected ClientConnection connection() {
    return connection;
  }

  @Override
  protected Socket socket() {
    return opened.get();
  }

  @Override
  protected void take() throws IOException {
    socket.takeBytes();
  }

  @Override
  protected void stall() {
    socket.stallAfter(1);
  }

  @Override
  protected void lose() {
    output.gone();
  }

  /** Reads the frames of a server, which have no mask. */
  @Override
  protected List<String> sent() {
    List<String> sent = new ArrayList<>();
    ByteBuffer bytes = ByteBuffer.wrap(socket.bytes());
    while (bytes.hasRemaining()) {
      int opcode = bytes.get() & 0x0f;
      int length = bytes.get();
      ByteBuffer payload = bytes.slice(bytes.position(), length);
      bytes.position(bytes.position() + length);
      sent.add(
          switch (opcode) {
            case FrameHead.TEXT -> "text " + StandardCharsets.UTF_8.decode(payload);
            case FrameHead.BINARY -> "binary " + length;
            case FrameHead.PING -> "ping";
            default -> "close " + payload.getShort();
          });
    }
    return sent;
  }

  @Override
  protected boolean isClosed() {
    return socket.completions() == 1;
  }

  @AfterEach
  void close() {
    hub.close();
    output.takenAway();
    sessions.close();
    patient.close();
    assertThat(socket.trespasses()).isEmpty();
  }

  private Runnable closingSocket(Identity owner) {
    owners.add(owner);
    return hub.hub().closingSocket(owner);
  }

  private static String written(WebSocketWriter frames) {
    return new String(frames.bytes(), StandardCharsets.UTF_8);
  }

  private void awaitWritten(WebSocketWriter frames) {
    await("what was written").until(() -> socket.body().equals(written(frames)));
  }

  @Test
  void aGoodbyeIsFollowedByItsCloseAndWaitsForTheClients() throws IOException {
    FakeResponse waiting = new FakeResponse();
    open(waiting, patient);
    waiting.takeBytes();
    connection.reply(ERROR);
    connection.end(CloseReason.TOO_LARGE);
    String goodbye =
        written(new WebSocketWriter().text(ERROR.json()).text(TOO_LARGE).close(1009, "too-large"));
    await("the goodbye").until(() -> waiting.body().equals(goodbye));
    assertThat(waiting.completions()).isZero();

    output.peerClosed();

    assertThat(waiting.completions()).isEqualTo(1);
  }

  @Test
  void aClientThatDoesNotCloseIsNotWaitedForForLong() throws IOException {
    socket.takeBytes();
    connection.end(CloseReason.TOO_LARGE);

    await("the end").until(() -> socket.completions() == 1);
  }

  /** Runs on the test's thread, which stands for the container's. */
  private StandInConnection openOnTomcat(FakeResponse tomcat) throws IOException {
    StandInConnection web = new StandInConnection(tomcat.response().getOutputStream());
    output = new UpgradedOutput(web, sessions);
    connection =
        hub.open(
            self -> SocketTransports.over(new UpgradedSocket(output, self, this::closingSocket)));
    output.start(connection);
    return web;
  }

  @Test
  void onTomcatASilentClientIsPaddedAndLeftInTheContainersCallback() throws IOException {
    FakeResponse tomcat = new FakeResponse();
    StandInConnection web = openOnTomcat(tomcat);
    String said = written(new WebSocketWriter().text(TOO_LARGE).close(1009, "too-large"));
    tomcat.takeBytes();
    tomcat.stallAfter(said.length() + 8_192);
    connection.end(CloseReason.TOO_LARGE);
    await("the padding").until(() -> !tomcat.isReady());
    assertThat(tomcat.body()).startsWith(said);
    assertThat(web.closer()).isNull();
    assertThat(hub.closingNow()).isEqualTo(1);

    tomcat.takeBytes();

    assertThat(web.closer()).isSameAs(Thread.currentThread());
    String pongs = tomcat.body().substring(said.length());
    assertThat(pongs.replace(written(new WebSocketWriter().pong(new byte[0])), "")).isEmpty();
    assertThat(pongs.length()).isBetween(8_192, 16_384);
    assertThat(hub.closingNow()).as("until the container tells its end").isEqualTo(1);

    output.takenAway();

    assertThat(hub.closingNow()).isZero();
    await("the observers").until(() -> hub.closing().equals(List.of(1, 0)));
  }

  @Test
  void onTomcatAClientThatTakesNothingIsClosingUntilItDoes() throws IOException {
    FakeResponse tomcat = new FakeResponse();
    StandInConnection web = openOnTomcat(tomcat);
    tomcat.takeBytes();
    tomcat.stall();
    connection.reply(ERROR);
    connection.end(CloseReason.UNRESPONSIVE);
    await("its time to be over").until(output::isOverdue);
    assertThat(web.closer()).isNull();
    assertThat(hub.closingNow()).isEqualTo(1);
    assertThat(owners).containsExactly(connection.identity());

    tomcat.takeBytes();

    assertThat(web.closer()).isSameAs(Thread.currentThread());
    assertThat(tomcat.body()).doesNotContain("\u008a");
  }

  @Test
  void aSocketThatHoldsOutForLongerThanItMayIsGivenNoMoreThanItsShareOfPadding()
      throws IOException {
    FakeResponse tomcat = new FakeResponse();
    StandInConnection web = openOnTomcat(tomcat);
    tomcat.takeBytes();
    connection.end(CloseReason.TOO_LARGE);

    await("the end").until(() -> web.closer() != null);

    assertThat(tomcat.body().length()).isBetween(1 << 20, (1 << 20) + 2_048);
  }

  @Test
  void theApplicationsEndDoesNotWaitForTheCloseTimeoutOfSilentClients() throws IOException {
    FakeResponse silent = new FakeResponse();
    UpgradedOutput own = new UpgradedOutput(new Upgraded(silent), patient);
    own.refuse(new byte[] {1}, hub.hub().closingSocket(StillHub.anybody()));
    silent.takeBytes();
    assertThat(silent.completions()).isZero();

    patient.close();

    assertThat(silent.completions()).isEqualTo(1);
    assertThat(hub.closingNow()).isZero();
  }

  /** Otherwise a socket would outlive the application that its handler belongs to. */
  @Test
  void onTomcatTheApplicationsEndWaitsUntilTheContainerHasEndedTheSocket() throws Exception {
    FakeResponse silent = new FakeResponse();
    StandInConnection web = new StandInConnection(silent.response().getOutputStream());
    Sessions waiting = PatientSessions.create(UpgradedSocketTest::newThread);
    UpgradedOutput own = new UpgradedOutput(web, waiting);
    own.refuse(new byte[] {1}, hub.hub().closingSocket(StillHub.anybody()));
    silent.takeBytes();
    silent.stallAfter(8_192);
    Thread closing = newThread(waiting::close);
    closing.start();
    await("the time of silent clients to be over").until(own::isOverdue);
    silent.takeBytes();
    assertThat(web.closer()).isSameAs(Thread.currentThread());
    await("the wait").until(() -> closing.getState() == Thread.State.TIMED_WAITING);

    own.takenAway();

    closing.join();
    assertThat(hub.closingNow()).isZero();
  }

  @Test
  void closingSocketsCountAgainstTheLimitOfConnections() {
    int limit = hub.hub().settings().limits().connections();
    List<Runnable> sockets =
        Stream.generate(() -> hub.hub().closingSocket(StillHub.anybody())).limit(limit).toList();

    assertThatThrownBy(() -> hub.open(self -> SocketTransports.over(opened.get())))
        .isInstanceOf(OverloadedException.class);

    sockets.forEach(Runnable::run);
    assertThat(hub.closingNow()).isZero();
  }

  @Test
  void whatASocketDoesNotTakeYetGoesOutBeforeTheGoodbye() throws IOException {
    socket.takeBytes();
    connection.subscribe(StillHub.fromNow("orders"));
    await("the answer").until(() -> socket.body().contains("subscribed"));
    socket.stall();
    String before = socket.body();
    connection.reply(ERROR);
    connection.end(CloseReason.TOO_LARGE);
    await("the end").until(() -> hub.closed().contains(CloseReason.TOO_LARGE));

    socket.takeBytes();

    assertThat(socket.body())
        .isEqualTo(
            before
                + written(
                    new WebSocketWriter()
                        .text(ERROR.json())
                        .text(TOO_LARGE)
                        .close(1009, "too-large")));
  }

  @Test
  void aClientsCloseIsAnsweredByItsCodeAlone() throws IOException {
    socket.takeBytes();

    clientFrames().closed(4321);

    assertThat(socket.completions()).as("done by the thread that reads").isEqualTo(1);
    await("the end").until(() -> hub.closed().contains(CloseReason.NORMAL));
    awaitWritten(new WebSocketWriter().close(4321, ""));
  }

  private WebApplication application() {
    return WebApplication.attach(
        Settings.read(List.of()),
        hub.hub(),
        Parts.denyAll(),
        new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
        hub.executor(32));
  }

  private static Rights rights(WebApplication application) {
    return GivenRights.of(application.gate(), Subscriber.anonymous());
  }

  private ClientFrames clientFrames() {
    return new ClientFrames(new RecordedListener(connection), opened.get(), output);
  }

  @Test
  void whoBreaksTheRulesGetsTheirCodeAndNoGoodbye() throws IOException {
    socket.takeBytes();

    clientFrames().broken(1002, "a frame without a mask");

    await("the end").until(() -> hub.closed().contains(CloseReason.PROTOCOL));
    awaitWritten(new WebSocketWriter().close(1002, ""));
  }

  @Test
  void aPingIsAnsweredWithItsPayload() throws IOException {
    socket.takeBytes();
    opened.get().answer(new byte[] {'h', 'i'});
    awaitWritten(new WebSocketWriter().pong(new byte[] {'h', 'i'}));
  }

  @Test
  void ofThePingsThatCameWhileTheSocketWasStalledTheLastIsAnswered() throws IOException {
    opened.get().answer(new byte[] {'a'});
    opened.get().answer(new byte[] {'b'});
    socket.takeBytes();
    awaitWritten(new WebSocketWriter().pong(new byte[] {'b'}));
  }

  @Test
  void aPingThatIsDueGoesOutWhenTheSocketTakesBytes() throws IOException {
    CompletableFuture<Void> asked = new CompletableFuture<>();
    connection.later(
        () -> {
          opened.get().ping();
          asked.complete(null);
        });
    asked.join();
    assertThat(socket.body()).isEmpty();

    socket.takeBytes();

    awaitWritten(new WebSocketWriter().ping());
  }

  @Test
  void aClientThatIsGoneEndsItsConnection() throws IOException {
    socket.takeBytes();
    output.gone();
    await("the end").until(() -> hub.closed().contains(CloseReason.DISCONNECTED));
    assertThat(socket.completions()).isEqualTo(1);
  }

  @Test
  void aClientThatGoesWhileItsWebSocketOpensIsLeft() {
    FakeResponse gone = new FakeResponse();
    UpgradeHandler handler = new UpgradeHandler();
    WebApplication application = application();
    handler.admit(
        new Upgrades(
            application,
            new TidewireProtocol(
                application,
                Addresses.of(List.of(), new Binding(hub.hub()::encode, Optional.empty())),
                SystemTransfers.of(application)),
            sessions),
        new Opening(rights(application), MessageLimit.DEFAULT, null, 0, false, null));

    handler.init(new Upgraded(gone));

    assertThat(gone.completions()).isEqualTo(1);
    await("the end").until(() -> hub.closed().contains(CloseReason.DISCONNECTED));
  }

  @Test
  void whatTheContainerHasTakenAwayIsNotTouched() throws IOException {
    socket.takeBytes();
    output.takenAway();
    await("the end").until(() -> hub.closed().contains(CloseReason.DISCONNECTED));
    assertThat(socket.completions()).isZero();
  }
}
