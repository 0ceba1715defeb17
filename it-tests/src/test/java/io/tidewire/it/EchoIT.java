package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.echo.EchoListener;
import io.tidewire.it.kit.RawWebSocket;
import io.tidewire.it.kit.RawWebSocket.Frame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second protocol over both carriers, in a few lines of its own. */
@ArquillianTest
@RunAsClient
@Timeout(60)
@EnabledIfSystemProperty(
    named = "server.id",
    matches = "tomcat|tomcat11",
    disabledReason = "what carries WebSockets is tried on each server; this is about the code")
class EchoIT {
  private static final Site SITE = new Site("echo");
  private static final int CONTINUATION = 0;
  private static final int MANY = 24;
  private static final String LONG = "x".repeat(60_000);

  private final Clients clients = new Clients();

  @Deployment(testable = false)
  static WebArchive application() {
    return SITE.archive(Map.of()).addPackage(EchoListener.class.getPackage());
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  private RawWebSocket open(String path) {
    return clients.keep(RawWebSocket.open(Site.PORT, "/" + SITE.name() + "/" + path));
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "upgraded"})
  void textAndBinaryComeBackInTheirOrder(String path) {
    RawWebSocket socket = open(path);

    socket.send(Frame.text("one"));
    socket.send(new Frame(RawWebSocket.BINARY, true, new byte[] {1, (byte) 0xff}));
    socket.send(new Frame(RawWebSocket.TEXT, false, bytes("tw")));
    socket.send(new Frame(CONTINUATION, true, bytes("o")));
    socket.send(new Frame(RawWebSocket.BINARY, false, new byte[] {3}));
    socket.send(new Frame(CONTINUATION, true, new byte[] {4}));

    assertThat(socket.read().text()).isEqualTo("one");
    assertBinary(socket.read(), 1, 0xff);
    assertThat(socket.read().text()).isEqualTo("two");
    assertBinary(socket.read(), 3, 4);
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static void assertBinary(Frame frame, int... bytes) {
    assertThat(frame.opcode()).isEqualTo(RawWebSocket.BINARY);
    assertThat(frame.payload()).containsExactly(bytes);
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "upgraded"})
  void whatAClientReadsLateComesBackToo(String path) {
    RawWebSocket socket = open(path);
    for (int i = 0; i < MANY; i++) {
      socket.send(Frame.text(i + LONG));
    }

    for (int i = 0; i < MANY; i++) {
      assertThat(readText(socket)).isEqualTo(i + LONG);
    }
  }

  /** Reads a message, which Tomcat may have cut into frames. */
  private static String readText(RawWebSocket socket) {
    StringBuilder text = new StringBuilder();
    Frame frame = socket.read();
    while (!frame.last()) {
      text.append(frame.text());
      frame = socket.read();
    }
    return text.append(frame.text()).toString();
  }

  @ParameterizedTest
  @ValueSource(strings = {"echo", "upgraded"})
  void aCloseIsAnswered(String path) {
    RawWebSocket socket = open(path);

    socket.send(new Frame(RawWebSocket.CLOSE, true, new byte[] {3, (byte) 0xe8}));

    assertThat(socket.awaitClose()).isEqualTo(1000);
  }

  @Test
  void theProtocolIsShort() throws IOException {
    Path source =
        FirstSteps.PROJECT.resolve(
            "it-tests/src/test/java/io/tidewire/it/app/echo/EchoProtocol.java");
    assertThat(Files.readAllLines(source)).hasSizeLessThan(100);
  }
}
