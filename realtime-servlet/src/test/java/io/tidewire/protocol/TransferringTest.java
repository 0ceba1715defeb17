package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Incoming;
import io.tidewire.LogRecorder;
import io.tidewire.Payload;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.inbound.BoundHandler;
import io.tidewire.protocol.Commands.Begun;
import io.tidewire.servlet.DefaultCodec;
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
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client gets for what it sends in chunks. */
@Timeout(60)
class TransferringTest {

  private static final int CHUNK = 96;
  private static final byte[] CONTENT = "0123456789".repeat(20).getBytes(StandardCharsets.UTF_8);

  @TempDir static Path temporary;

  private final AtomicInteger calls = new AtomicInteger();
  private final CountDownLatch go = new CountDownLatch(1);
  private final StillHub hub = new StillHub();
  private final ApplicationExecutor executor = hub.executor(4);
  private final WebApplication application =
      WebApplication.attach(
          Settings.read(
              List.of(
                  SettingSource.of(
                      "test",
                      Map.of(
                          "realtime.max-message", "256", "realtime.transfers.max-size", "10KiB")))),
          hub.hub(),
          Parts.denyAll(),
          new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
          executor);
  private final Transfers transfers =
      Transfers.of(application, TransferFolder.in(temporary), hub.ticker());
  private final Commands commands =
      new Commands(
          application,
          Addresses.of(
              List.of(
                  handler("files/{name}", true, this::count),
                  handler("messages", false, this::count),
                  handler("refuse", true, message -> message.refuse("no-room", "the disk is full")),
                  handler(
                      "fail",
                      true,
                      message -> {
                        throw new IllegalStateException("a secret");
                      }),
                  handler("slow", true, message -> go.await()),
                  new Stream(),
                  new MembersOnly()),
              new Binding(hub.hub()::encode, Optional.of(new DefaultCodec()))),
          transfers);

  /** What a handler does. */
  private interface Code {
    void handle(Incoming<Payload> message) throws Exception;
  }

  private void count(Incoming<Payload> message) throws Exception {
    calls.incrementAndGet();
    Path file = message.as(Path.class);
    message.reply(Files.size(file) + " of " + message.subscriber().name());
  }

  private static InboundHandler handler(String address, boolean takesTransfers, Code code) {
    return new InboundHandler() {
      @Override
      public String address() {
        return address;
      }

      @Override
      public boolean takesTransfers() {
        return takesTransfers;
      }

      @Override
      public void handle(Incoming<Payload> message) throws Exception {
        code.handle(message);
      }
    };
  }

  /** As a bean's method with an {@code Incoming<InputStream>} is called. */
  private static class Stream implements BoundHandler {

    @Override
    public String name() {
      return "stream";
    }

    @Override
    public String address() {
      return "stream";
    }

    @Override
    public Type payload() {
      return InputStream.class;
    }

    @Override
    public Optional<String> refusal(Subscriber subscriber) {
      return Optional.empty();
    }

    @Override
    public void handleBound(Incoming<?> message) throws Exception {
      InputStream stream = (InputStream) message.data();
      message.reply(stream.readAllBytes().length + " with " + message.as(String.class));
    }
  }

  /** As one that is for a role. */
  private static final class MembersOnly extends Stream {

    @Override
    public String address() {
      return "members";
    }

    @Override
    public Type payload() {
      return Path.class;
    }

    @Override
    public Optional<String> refusal(Subscriber subscriber) {
      return Optional.of("it is for members");
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

  private final Caller ann = caller("ann");
  private final Caller ben = caller("ben");

  private Caller caller(String user) {
    return new TestCaller(GivenRights.of(application.gate(), Subscriber.named(user)), "u:" + user);
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().orTimeout(30, TimeUnit.SECONDS).join();
  }

  private static Members members(String json) {
    return new Members((Map<?, ?>) JsonReader.read(json.replace('\'', '"'), Commands.RAW), 0);
  }

  private Control answer(String json, Caller caller) {
    Begun begun = commands.begin(members(json), caller);
    get(begun.handled());
    return get(begun.answer());
  }

  private static String hash(byte[] content) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String begin(String to, String more) {
    return "{'type':'transfer','id':'t','to':'%s','event':'e','size':%d,'sha256':'%s'%s}"
        .formatted(to, CONTENT.length, hash(CONTENT), more);
  }

  private String begun(String to) {
    Control.Transfer place = (Control.Transfer) answer(begin(to, ""), ann);
    assertThat(place.id()).isEqualTo("t");
    assertThat(place.chunk()).isEqualTo(CHUNK);
    assertThat(place.next()).isZero();
    return place.transfer();
  }

  private static byte[] chunk(int index) {
    int from = index * CHUNK;
    return Arrays.copyOfRange(CONTENT, from, Math.min(from + CHUNK, CONTENT.length));
  }

  private static String chunk(String name, int index) {
    return "{'type':'chunk','id':'c','transfer':'%s','index':%d,'data':'%s','encoding':'base64'}"
        .formatted(name, index, Base64.getEncoder().encodeToString(chunk(index)));
  }

  private static String resume(String name, String id) {
    return "{'type':'transfer','id':'%s','transfer':'%s'}".formatted(id, name);
  }

  private Control sendAll(String name) {
    answer(chunk(name, 0), ann);
    answer(chunk(name, 1), ann);
    return answer(chunk(name, 2), ann);
  }

  @AfterEach
  void close() {
    go.countDown();
    transfers.close();
    hub.close();
  }

  @Test
  void theLastChunkIsAnsweredWithWhatTheApplicationAnswers() {
    String name = begun("files/a");
    assertThat(answer(chunk(name, 0), ann)).isEqualTo(new Control.Chunk("c", name, 1));
    assertThat(answer(chunk(name, 1), ann)).isEqualTo(new Control.Chunk("c", name, 2));
    assertThat(answer(chunk(name, 2), ann))
        .isEqualTo(new Control.Ack("t", null, Payload.json("\"200 of ann\"")));
    assertThat(hub.hub().stats().received()).isEqualTo(1);
    assertThat(hub.hub().stats().answered()).isEqualTo(1);
    assertThat(hub.hub().stats().transfers()).isZero();
  }

  @Test
  void theBytesMayStandBehindTheHead() {
    String name = begun("files/a");
    for (int i = 0; i < 3; i++) {
      String head = "{'type':'chunk','transfer':'%s','index':%d}".formatted(name, i);
      Map<?, ?> read = (Map<?, ?>) JsonReader.read(head.replace('\'', '"'), Commands.RAW);
      Begun begun = commands.begin(new Members(read, ByteBuffer.wrap(chunk(i)), 0), ann);
      assertThat(get(begun.answer())).isInstanceOf(i < 2 ? Control.Chunk.class : Control.Ack.class);
    }
    assertThat(calls).hasValue(1);
  }

  @Test
  void aStreamIsTheFileAndDataWhatTheClientSaysOfIt() {
    String name =
        ((Control.Transfer) answer(begin("stream", ",'data':'holiday.png'"), ann)).transfer();
    assertThat(sendAll(name))
        .isEqualTo(new Control.Ack("t", null, Payload.json("\"200 with holiday.png\"")));
  }

  @ParameterizedTest
  @CsvSource({"refuse, no-room, the disk is full", "fail, internal, the application failed"})
  void aRefusalIsTheAnswerToo(String to, String code, String message) {
    try (LogRecorder logged = LogRecorder.of(Sending.class)) {
      Control.Error error = (Control.Error) sendAll(begun(to));
      assertThat(error.code()).isEqualTo(code);
      assertThat(error.message()).contains(message);
      assertThat(error.id()).isEqualTo("t");
      assertThat(logged.messages()).hasSize(to.equals("fail") ? 1 : 0);
    }
  }

  @Test
  void afterACutItGoesOnWithTheChunkThatIsMissing() {
    String name = begun("files/a");
    answer(chunk(name, 0), ann);
    assertThat(answer(resume(name, "r"), ann)).isEqualTo(new Control.Transfer("r", name, CHUNK, 1));
    assertThat(answer(chunk(name, 0), ann)).isEqualTo(new Control.Chunk("c", name, 1));
    assertThat(answer(chunk(name, 2), ann)).as("early").isEqualTo(new Control.Chunk("c", name, 1));
    answer(chunk(name, 1), ann);
    assertThat(answer(chunk(name, 2), ann))
        .isEqualTo(new Control.Ack("r", null, Payload.json("\"200 of ann\"")));
  }

  @Test
  void whatIsSentAgainIsHandledOnce() {
    String name = begun("files/a");
    Control first = sendAll(name);
    assertThat(answer(chunk(name, 2), ann)).isEqualTo(first);
    assertThat(answer(resume(name, "again"), ann))
        .isEqualTo(new Control.Ack("again", null, Payload.json("\"200 of ann\"")));
    assertThat(calls).hasValue(1);
  }

  @Test
  void whoGoesOnWhileItIsBeingHandledGetsTheAnswerToo() {
    String name = begun("slow");
    answer(chunk(name, 0), ann);
    answer(chunk(name, 1), ann);
    Begun last = commands.begin(members(chunk(name, 2)), ann);
    Begun resumed = commands.begin(members(resume(name, "r")), ann);
    assertThat(last.answer().toCompletableFuture()).isNotDone();
    go.countDown();
    Control told = get(last.answer());
    assertThat(told).isInstanceOf(Control.Ack.class);
    Control again = get(resumed.answer());
    assertThat(again.id()).isEqualTo("r");
  }

  @Test
  void anothersIsGoneLikeNobodys() {
    String name = begun("files/a");
    Control.Error anothers = (Control.Error) answer(resume(name, "r"), ben);
    assertThat(anothers.code()).isEqualTo("gone");
    assertThat(answer(resume("0123456789012345678901", "r"), ben)).isEqualTo(anothers);
    assertThat(((Control.Error) answer(chunk(name, 0), ben)).code()).isEqualTo("gone");
    assertThat(answer(chunk(name, 0), ann)).isEqualTo(new Control.Chunk("c", name, 1));
  }

  @Test
  void withoutANameNobodyCouldGoOn() {
    Caller nobody = new TestCaller(ann.rights(), null);
    Control.Error error = (Control.Error) answer(begin("files/a", ""), nobody);
    assertThat(error.code()).isEqualTo("bad-request");
    assertThat(error.message()).contains("client=");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{'type':'transfer'} | bad-request | needs an 'id'",
        "{'type':'transfer','id':'1'} | bad-request | 'to' is missing",
        "{'type':'transfer','id':'1','to':'files/a'} | bad-request | 'event' is missing",
        "{'type':'transfer','id':'1','to':'nowhere','event':'e'} | unknown-address | no handler"
            + " takes files of 'e' at 'nowhere'",
        "{'type':'transfer','id':'1','to':'messages','event':'e'} | unknown-address | no handler"
            + " takes files",
        "{'type':'transfer','id':'1','to':'members','event':'e'} | forbidden | not allowed",
        "{'type':'transfer','id':'1','to':'files/a','event':'e'} | bad-request | 'size' is missing",
        "{'type':'transfer','id':'1','to':'files/a','event':'e','size':-1} | bad-request | 'size'"
            + " is not a whole number, 0 or more",
        "{'type':'transfer','id':'1','to':'files/a','event':'e','size':1.5} | bad-request | whole",
        "{'type':'transfer','id':'1','to':'files/a','event':'e','size':1e999} | bad-request |"
            + " whole",
        "{'type':'transfer','id':'1','to':'files/a','event':'e','size':'7'} | bad-request | whole",
        "{'type':'transfer','id':'1','to':'files/a','event':'e','size':7} | bad-request | 'sha256'"
            + " is missing",
        "{'type':'transfer','id':'1','to':'files/a','event':'e','size':7,'sha256':'abc'} |"
            + " bad-request | 64 hexadecimal digits",
        "{'type':'transfer','id':'1','transfer':7} | bad-request | 'transfer' is not a string",
        "{'type':'transfer','id':'1','transfer':'none'} | gone | no such transfer of yours",
        "{'type':'chunk'} | bad-request | 'transfer' is missing",
        "{'type':'chunk','transfer':'none'} | gone | no such transfer of yours",
        "{'type':'chunk','transfer':'NAME'} | bad-request | 'index' is missing",
        "{'type':'chunk','transfer':'NAME','index':-1} | bad-request | 'index' is not a whole",
        "{'type':'chunk','transfer':'NAME','index':0} | bad-request | 'encoding' is not 'base64'",
        "{'type':'chunk','transfer':'NAME','index':0,'data':'AA=='} | bad-request | 'encoding'",
        "{'type':'chunk','transfer':'NAME','index':0,'data':'?','encoding':'base64'} | bad-request |"
            + " 'data'",
        "{'type':'chunk','transfer':'NAME','index':0,'data':'AA==','encoding':'base64'} |"
            + " bad-request | no chunk 0 of 1 bytes",
        "{'type':'chunk','transfer':'NAME','index':3,'data':'','encoding':'base64'} | bad-request |"
            + " no chunk 3 of 0 bytes",
      })
  void badInputGetsItsError(String json, String code, String message) {
    String name = begun("files/a");
    Control.Error error = (Control.Error) answer(json.replace("NAME", name), ann);
    assertThat(error.code()).as(error.message()).isEqualTo(code);
    assertThat(error.message()).contains(message);
    assertThat(calls).hasValue(0);
  }

  /** What is over is answered with the id of the request that began it. */
  @Test
  void aChunkThatDoesNotFitEndsTheTransfer() {
    String name = begun("files/a");
    String wrong = "{'type':'chunk','transfer':'%s','index':0,'data':'','encoding':'base64'}";
    Control error = answer(wrong.formatted(name), ann);
    assertThat(error.id()).isEqualTo("t");
    assertThat(answer(chunk(name, 0), ann)).isEqualTo(error);
    assertThat(hub.hub().stats().transfers()).isZero();
  }

  @Test
  void whatIsTooMuchIsRefusedAtOnce() {
    String hash = hash(CONTENT);
    String large =
        "{'type':'transfer','id':'1','to':'files/a','event':'e','size':10241,'sha256':'%s'}";
    assertThat(((Control.Error) answer(large.formatted(hash), ann)).code()).isEqualTo("too-large");
    String talk = ",'data':'" + "x".repeat(Transferring.MOST_DATA) + "'";
    assertThat(((Control.Error) answer(begin("files/a", talk), ann)).message())
        .contains("'data' of a transfer has 4098 bytes");
    for (int i = 0; i < 4; i++) {
      String unused = begun("files/a");
    }
    Control.Error fifth = (Control.Error) answer(begin("files/a", ""), ann);
    assertThat(fifth.code()).isEqualTo("rate-limited");
    assertThat(fifth.message()).contains("realtime.transfers.per-owner");
    assertThat(answer(begin("files/a", ""), ben)).isInstanceOf(Control.Transfer.class);
  }

  @Test
  void whatFindsNoThreadIsNotLost() {
    String name = begun("files/a");
    answer(chunk(name, 0), ann);
    executor.close();
    Control.Error error = (Control.Error) answer(chunk(name, 1), ann);
    assertThat(error.code()).isEqualTo("overloaded");
    assertThat(error.id()).as("the chunk's").isEqualTo("c");
    assertThat(answer(resume(name, "r"), ann)).isEqualTo(new Control.Transfer("r", name, CHUNK, 1));
  }
}
