package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Rfc6455;
import io.tidewire.Rfc6455.Case;
import io.tidewire.Rfc6455.Outcome;
import io.tidewire.it.kit.End;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.RawWebSocket.Frame;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What RFC 6455 says of frames, on a real socket; where Tomcat's own WebSockets differ, how. */
@ArquillianTest
@RunAsClient
@Timeout(60)
@EnabledIf(
    value = "io.tidewire.it.Server#hasKnownWebSockets",
    disabledReason = "what this server's own WebSockets make of each case is not known")
class Rfc6455IT {
  private static final Site SITE = new Site("rfc6455");
  private static final int FEW_BYTES = 512;

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of("realtime.max-message", Integer.toString(Rfc6455.LONGEST)));
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  /** A server that waits for more bytes has nothing to answer. */
  static Stream<Case> cases() {
    return Rfc6455.cases().stream().filter(one -> expected(one).close() != Rfc6455.NEVER);
  }

  /**
   * Where a container closes at once, what is still on its way resets the connection under its
   * close.
   */
  static Stream<Case> casesByteByByte() {
    return cases()
        .filter(one -> one.bytes().length <= FEW_BYTES)
        .filter(one -> Server.upgradesWebSockets() || expected(one).close() == Rfc6455.OPEN);
  }

  private static Outcome expected(Case one) {
    return Server.upgradesWebSockets() ? one.outcome() : one.onTomcat();
  }

  /**
   * Whether a server may answer so. A container that closes by itself does so before our answers to
   * what came before are written, and loses its close if it has not read all.
   */
  private static boolean isAllowed(Case one, Outcome outcome) {
    Outcome expected = expected(one);
    return outcome.equals(expected)
        || (!Server.upgradesWebSockets()
            && expected.close() != Rfc6455.OPEN
            && (outcome.close() == expected.close() || outcome.close() == End.BROKEN)
            && isBeginning(outcome.texts(), expected.texts())
            && isBeginning(outcome.pongs(), expected.pongs()));
  }

  private static boolean isBeginning(List<String> some, List<String> all) {
    return some.size() <= all.size() && some.equals(all.subList(0, some.size()));
  }

  @ParameterizedTest
  @MethodSource("cases")
  void aClientThatSendsAllAtOnceGetsItsAnswer(Case one) {
    RawWebSocket socket = open();

    socket.sendBytes(one.bytes());

    assertAllowed(one, outcome(socket, expected(one)));
  }

  @ParameterizedTest
  @MethodSource("casesByteByByte")
  void aClientThatSendsByteByByteGetsItsAnswer(Case one) {
    RawWebSocket socket = open();
    int taken = 0;
    while (taken < one.bytes().length && takes(socket, one.bytes()[taken])) {
      taken++;
    }

    Outcome outcome = outcome(socket, expected(one));

    int close = expected(one).close();
    boolean isCut =
        taken < one.bytes().length && close != Rfc6455.OPEN && outcome.close() == End.BROKEN;
    assertAllowed(one, isCut ? new Outcome(outcome.texts(), outcome.pongs(), close) : outcome);
  }

  /**
   * Sends a byte, unless the server has ended the connection, which it may once it knows all: after
   * the client's close, for one. Its reset may overtake its own close.
   */
  private static boolean takes(RawWebSocket socket, byte one) {
    try {
      socket.sendBytes(new byte[] {one});
      return true;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private static void assertAllowed(Case one, Outcome outcome) {
    assertThat(outcome)
        .as("expected " + expected(one))
        .matches(seen -> isAllowed(one, seen), "is allowed");
  }

  /** Reads to the server's close, which the client asks for once it has what it expects. */
  private static Outcome outcome(RawWebSocket socket, Outcome expected) {
    List<String> texts = new ArrayList<>();
    List<String> pongs = new ArrayList<>();
    boolean leaves = false;
    while (true) {
      if (!leaves
          && expected.close() == Rfc6455.OPEN
          && texts.size() >= expected.texts().size()
          && pongs.size() >= expected.pongs().size()) {
        socket.sendBytes(Rfc6455.close(1000));
        leaves = true;
      }
      Optional<Frame> frame = socket.next();
      int opcode = frame.map(Frame::opcode).orElse(RawWebSocket.CLOSE);
      if (opcode == RawWebSocket.TEXT) {
        texts.addAll(answeredIds(frame.get().text()));
      } else if (opcode == RawWebSocket.PONG) {
        pongs.add(frame.get().text());
      } else if (opcode == RawWebSocket.CLOSE) {
        int code = frame.map(Frame::closeCode).orElse(End.BROKEN);
        return new Outcome(texts, pongs, leaves && code == 1000 ? Rfc6455.OPEN : code);
      }
    }
  }

  private static List<String> answeredIds(String message) {
    return Envelope.unbatch(message).stream()
        .filter(envelope -> envelope.type().equals("error"))
        .filter(envelope -> envelope.json().containsKey("id"))
        .map(envelope -> envelope.text("id"))
        .toList();
  }

  /** Waits for the greeting: what is still being written may keep a container from its close. */
  private RawWebSocket open() {
    RawWebSocket socket = clients.keep(RawWebSocket.open(Site.PORT, SITE.path("ws")));
    assertThat(socket.read().text()).contains("\"welcome\"");
    return socket;
  }
}
