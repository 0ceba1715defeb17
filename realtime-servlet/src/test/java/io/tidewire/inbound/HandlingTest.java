package io.tidewire.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.PayloadException;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.spi.InboundHandler;
import io.tidewire.spi.PayloadReader;
import java.io.InputStream;
import java.nio.channels.ClosedChannelException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a handler sees of a message, and what becomes of what it answers. */
class HandlingTest {

  private static final Subscriber ANN = Subscriber.named("ann");
  private static final Sender SENDER = Sender.of("ann", "c1");
  private static final Payload DATA = Payload.json("[1]");

  /** What a test does with a message. */
  private interface Code {
    void handle(Incoming<Payload> message) throws Exception;
  }

  private static Answer handle(PayloadReader reader, Code code) {
    InboundHandler handler =
        new InboundHandler() {
          @Override
          public String address() {
            return "chat/{room}";
          }

          @Override
          public void handle(Incoming<Payload> message) throws Exception {
            code.handle(message);
          }
        };
    Topic address = Topic.of("chat/a~2Fb");
    Binding binding =
        new Binding(object -> Payload.json("\"" + object + "\""), Optional.ofNullable(reader));
    return Addresses.of(List.of(handler), binding)
        .find(address, "line")
        .orElseThrow()
        .handle(new Sent(address, "line", DATA, ANN, SENDER, "connection"));
  }

  private static Answer handle(Code code) {
    return handle((payload, type) -> Map.of("n", 1), code);
  }

  @Test
  void aHandlerSeesTheMessage() {
    assertThat(
            handle(
                message -> {
                  assertThat(message.data()).isSameAs(DATA);
                  assertThat(message.address()).isEqualTo(Topic.of("chat/a~2Fb"));
                  assertThat(message.type()).isEqualTo("line");
                  assertThat(message.value("room")).isEqualTo("a/b");
                  assertThat(message.subscriber()).isSameAs(ANN);
                  assertThat(message.sender()).isSameAs(SENDER);
                  assertThat(message.connection()).contains("connection");
                  assertThat((Object) message.as(Map.class)).isEqualTo(Map.of("n", 1));
                  assertThat(message.as(Payload.class)).isSameAs(DATA);
                  assertThatThrownBy(() -> message.value("name"))
                      .isInstanceOf(IllegalArgumentException.class)
                      .hasMessageContaining("'name'")
                      .hasMessageContaining("room");
                }))
        .isEqualTo(new Answer.Acknowledged(null));
  }

  @Test
  void itIsAnsweredOnce() {
    assertThat(
            handle(
                message -> {
                  message.reply("hi");
                  assertThatThrownBy(() -> message.reply("again"))
                      .isInstanceOf(IllegalStateException.class)
                      .hasMessage("the message has been answered");
                  assertThatThrownBy(() -> message.refuse("no", "again"))
                      .isInstanceOf(IllegalStateException.class);
                }))
        .isEqualTo(new Answer.Acknowledged(Payload.json("\"hi\"")));
    assertThat(handle(message -> message.reply(null))).isEqualTo(new Answer.Acknowledged(null));
    assertThat(handle(message -> message.refuse("sold-out", "none left")))
        .isEqualTo(new Answer.Refused("sold-out", "none left"));
  }

  @Test
  void afterItsHandlerNothingIsAnswered() {
    AtomicReference<Incoming<Payload>> kept = new AtomicReference<>();
    Answer unused = handle(kept::set);
    assertThatThrownBy(() -> kept.get().reply("late"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("the handler of this message has returned");
    assertThatThrownBy(() -> kept.get().refuse("late", "late"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void refusalsAreBounded() {
    assertThat(
            handle(
                message -> {
                  for (String code : List.of("", "No", "a b", "x".repeat(33))) {
                    assertThatThrownBy(() -> message.refuse(code, "no"))
                        .isInstanceOf(IllegalArgumentException.class);
                  }
                  assertThatThrownBy(() -> message.refuse("no", "x".repeat(1_001)))
                      .hasMessage("message: 1001 characters, at most 1000 are allowed");
                  assertThatThrownBy(() -> message.reply(Path.of("file")))
                      .isInstanceOf(IllegalArgumentException.class);
                }))
        .as("none of these is an answer")
        .isEqualTo(new Answer.Acknowledged(null));
  }

  @Test
  void whatDoesNotFitIsTheClientsFault() {
    PayloadReader unfit =
        (payload, type) -> {
          throw new PayloadException("data[0] does not fit its type", null);
        };
    assertThat(handle(unfit, message -> message.as(Map.class)))
        .isEqualTo(new Answer.Unfit("data[0] does not fit its type"));
  }

  @Test
  void whatAHandlerThrowsIsItsOwnFault() {
    Exception checked = new Exception("a secret");
    Error error = new LinkageError("a secret");
    PayloadException own = new PayloadException("com.acme.Secret cannot be encoded", null);
    for (Throwable thrown : List.of(checked, error, own)) {
      assertThat(
              handle(
                  message -> {
                    message.reply("too early");
                    if (thrown instanceof Error e) {
                      throw e;
                    }
                    throw (Exception) thrown;
                  }))
          .isEqualTo(new Answer.Failed(thrown));
    }
  }

  @Test
  void aCodecThatDoesNotReadIsToldToTheApplication() {
    assertThat(handle(null, message -> message.as(Map.class)))
        .isInstanceOfSatisfying(
            Answer.Failed.class,
            failed ->
                assertThat(failed.thrown())
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("implement PayloadReader as well"));
  }

  private static Answer handleFile(Path file, Code code) {
    InboundHandler handler =
        new InboundHandler() {
          @Override
          public String address() {
            return "files";
          }

          @Override
          public void handle(Incoming<Payload> message) throws Exception {
            code.handle(message);
          }
        };
    Topic address = Topic.of("files");
    Binding binding =
        new Binding(object -> DATA, Optional.of((payload, type) -> type.getTypeName()));
    return Addresses.of(List.of(handler), binding)
        .find(address, "line")
        .orElseThrow()
        .handle(new Sent(address, "line", DATA, ANN, SENDER, "connection").with(file));
  }

  @Test
  void aFileIsAPathOrAStreamThatIsClosedAfterwards(@TempDir Path folder) throws Exception {
    Path file = Files.writeString(folder.resolve("file"), "content");
    AtomicReference<InputStream> stream = new AtomicReference<>();
    Answer answer =
        handleFile(
            file,
            message -> {
              assertThat(message.data()).isSameAs(DATA);
              assertThat(message.as(Path.class)).isEqualTo(file);
              assertThat(message.as(String.class)).as("data").isEqualTo("java.lang.String");
              stream.set(message.as(InputStream.class));
              assertThat(stream.get()).hasContent("content");
            });
    assertThat(answer).isEqualTo(new Answer.Acknowledged(null));
    assertThatThrownBy(() -> stream.get().read()).isInstanceOf(ClosedChannelException.class);
  }

  @Test
  void whoWantsAFileOfAMessageTellsItsClientSo() {
    assertThat(handle(message -> message.as(Path.class)))
        .isEqualTo(new Answer.Unfit("a file is wanted here: send it by a transfer"));
  }
}
