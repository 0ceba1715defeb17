package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Incoming;
import io.tidewire.LogRecorder;
import io.tidewire.Payload;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.protocol.Commands.Begun;
import io.tidewire.servlet.Parts;
import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.InboundHandler;
import io.tidewire.transfer.TransferFolder;
import io.tidewire.transfer.Transfers;
import io.tidewire.web.ApplicationExecutor;
import io.tidewire.web.Callers;
import io.tidewire.web.GivenRights;
import io.tidewire.web.Rights;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.JsonReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client gets of a file that a handler has answered with. */
@Timeout(60)
class PullingTest {

  private static final int CHUNK = 96;
  private static final String CONTENT = "0123456789".repeat(20);

  @TempDir Path folder;
  private final StillHub hub = new StillHub();
  private final ApplicationExecutor executor = hub.executor(4);
  private final WebApplication application =
      WebApplication.attach(
          Settings.read(List.of(SettingSource.of("test", Map.of("realtime.max-message", "256")))),
          hub.hub(),
          Parts.denyAll(),
          new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
          executor);
  private Path file;
  private Transfers transfers;
  private Commands commands;

  /** Answers with the file. */
  private final class Giver implements InboundHandler {

    @Override
    public String address() {
      return "give/{name}";
    }

    @Override
    public void handle(Incoming<Payload> message) {
      message.reply(folder.resolve(message.value("name")));
    }
  }

  private record TestCaller(Rights rights, @Nullable String keySpace) implements Caller {

    @Override
    public Sender sender() {
      return Sender.of(rights.subscriber().name(), "c1");
    }

    @Override
    public String connection() {
      return "c1";
    }
  }

  @BeforeEach
  void open() throws IOException {
    file = Files.writeString(folder.resolve("file"), CONTENT);
    transfers = Transfers.of(application, TransferFolder.in(folder), hub.ticker());
    commands =
        new Commands(
            application,
            Addresses.of(List.of(new Giver()), new Binding(hub.hub()::encode, Optional.empty())),
            transfers);
  }

  @AfterEach
  void close() {
    transfers.close();
    hub.close();
  }

  private Caller caller(@Nullable String keySpace) {
    return new TestCaller(GivenRights.of(application.gate(), Subscriber.named("ann")), keySpace);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private Control answer(String json, @Nullable String owner) {
    Begun begun =
        commands.begin(
            new Members((Map<?, ?>) JsonReader.read(json.replace('\'', '"'), Commands.RAW), 0),
            caller(owner));
    get(begun.handled());
    return get(begun.answer());
  }

  private static String ask(String name) {
    return "{'type':'send','id':'s','to':'give/%s','event':'e'}".formatted(name);
  }

  private Control.OfferedFile offered() {
    Control.Ack ack = (Control.Ack) answer(ask("file"), "u:ann");
    assertThat(ack.id()).isEqualTo("s");
    assertThat(ack.data()).isNull();
    return ack.file();
  }

  private static String pull(String name, Object index) {
    return "{'type':'chunk','id':'p','transfer':'%s','index':%s}".formatted(name, index);
  }

  @Test
  void theAnswerDescribesTheFileAndEachChunkIsPulled() throws Exception {
    Control.OfferedFile offered = offered();
    assertThat(offered.size()).isEqualTo(200);
    assertThat(offered.chunk()).isEqualTo(CHUNK);
    byte[] bytes = CONTENT.getBytes(StandardCharsets.UTF_8);
    assertThat(offered.sha256())
        .isEqualTo(HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
    StringBuilder seen = new StringBuilder();
    for (int i : List.of(0, 1, 2)) {
      Control.Piece piece = (Control.Piece) answer(pull(offered.name(), i), "u:ann");
      assertThat(piece.id()).isEqualTo("p");
      assertThat(piece.index()).isEqualTo(i);
      seen.append(StandardCharsets.UTF_8.decode(piece.bytes().duplicate()));
    }
    assertThat(seen).hasToString(CONTENT);
    assertThat(file).as("the application's own").exists();
  }

  @Test
  void onlyWhoAskedForItPullsIt() {
    String name = offered().name();
    Control.Error anothers = (Control.Error) answer(pull(name, 0), "u:ben");
    assertThat(anothers.code()).isEqualTo("gone");
    assertThat(answer(pull("no-such-name", 0), "u:ben")).isEqualTo(anothers);
    Control.Error nobodys = (Control.Error) answer(ask("file"), null);
    assertThat(nobodys.code()).isEqualTo("bad-request");
    assertThat(nobodys.message()).contains("client=");
  }

  @ParameterizedTest
  @CsvSource({"3, bad-request", "-1, bad-request", "9223372036854775807, bad-request"})
  void thereAreNoOtherChunks(String index, String code) {
    Control.Error error = (Control.Error) answer(pull(offered().name(), index), "u:ann");
    assertThat(error.code()).isEqualTo(code);
  }

  @Test
  void aFileThatIsNotThereIsTheHandlersFault() {
    try (LogRecorder logged = LogRecorder.of(Sending.class)) {
      Control.Error error = (Control.Error) answer(ask("nothing"), "u:ann");
      assertThat(error.code()).isEqualTo("internal");
      assertThat(logged.thrown()).singleElement().isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aFileThatGoesOrShrinksIsToldAndLogged() throws IOException {
    String name = offered().name();
    Files.writeString(file, "short");
    try (LogRecorder logged = LogRecorder.of(Pulling.class)) {
      assertThat(((Control.Error) answer(pull(name, 0), "u:ann")).code()).isEqualTo("internal");
      assertThat(logged.messages()).hasSize(1);
    }
  }

  @Test
  void itIsGoneWhenNobodyHasPulledForALongTime() {
    String name = offered().name();
    hub.advance(Duration.ofMinutes(4));
    assertThat(answer(pull(name, 0), "u:ann")).isInstanceOf(Control.Piece.class);
    hub.advance(Duration.ofMinutes(4));
    assertThat(answer(pull(name, 0), "u:ann")).isInstanceOf(Control.Piece.class);
    hub.advance(Duration.ofMinutes(5));
    assertThat(((Control.Error) answer(pull(name, 0), "u:ann")).code()).isEqualTo("gone");
  }

  @Test
  void itIsTextWhereThereAreNoBinaryMessages() {
    Control.Piece piece = (Control.Piece) answer(pull(offered().name(), 2), "u:ann");
    assertThat(piece.json())
        .startsWith("{\"type\":\"chunk\",\"id\":\"p\",\"transfer\":\"")
        .endsWith("\"index\":2,\"data\":\"MjM0NTY3ODk=\",\"encoding\":\"base64\"}");
  }
}
