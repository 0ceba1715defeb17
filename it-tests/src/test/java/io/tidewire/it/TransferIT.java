package io.tidewire.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.it.app.files.Archive;
import io.tidewire.it.kit.Await;
import io.tidewire.it.kit.Envelope;
import io.tidewire.it.kit.Http;
import io.tidewire.it.kit.WsClient;
import jakarta.json.Json;
import jakarta.json.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployer;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.container.annotation.ArquillianTest;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files arrive in chunks, by WebSockets and by requests, and go on after a cut. */
@ArquillianTest
@RunAsClient
@Timeout(120)
class TransferIT {
  private static final Site SITE = new Site("transfers");
  private static final Site LEAVING = new Site("transfers-leaving");
  private static final String CLIENT = "client-0123456789";
  private static final String NAMED = "?client=" + CLIENT;
  private static final int SIZE = 300_000;
  private static final int LARGE = 20_000_000;

  @ArquillianResource Deployer deployer;

  private final Clients clients = new Clients();

  @Deployment(name = "transfers", testable = false)
  static WebArchive application() {
    return archive(SITE);
  }

  @Deployment(name = "transfers-leaving", managed = false, testable = false)
  static WebArchive leaving() {
    return archive(LEAVING);
  }

  private static WebArchive archive(Site site) {
    return ShrinkWrap.create(WebArchive.class, site.name() + ".war")
        .addAsLibraries(Server.librariesWithCdi())
        .addPackage(Archive.class.getPackage())
        .addAsWebInfResource(Server.beansXml(), "beans.xml");
  }

  @AfterEach
  void closeClients() {
    clients.close();
  }

  private WsClient open(Site site, String client) {
    return clients.webSocket(Http.with(site.webSocket(), "client", client));
  }

  private WsClient open() {
    return open(SITE, CLIENT);
  }

  private static JsonObject look(Site site) {
    JsonObject look =
        Json.createObjectBuilder()
            .add("type", "send")
            .add("id", "look")
            .add("to", "look")
            .add("event", "look")
            .build();
    return Upload.post(site, "", look).data().asJsonObject();
  }

  private static void assertHandled(Envelope answer, Upload upload, String room) {
    assertThat(answer.type()).as("%s", answer).isEqualTo("ack");
    JsonObject told = answer.data().asJsonObject();
    assertThat(told.getString("room")).isEqualTo(room);
    assertThat(told.getInt("size")).isEqualTo(upload.content().length);
    assertThat(told.getString("sha256")).isEqualTo(upload.sha256());
    assertThat(look(SITE).getJsonArray("files")).as("files afterwards").isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, SIZE, LARGE})
  void aFileIsHandledAndAnswered(int size) {
    WsClient client = open();
    Upload upload = Upload.ofSize(size);
    Envelope place = Upload.place(client, upload.begin("1", "files/hall").build());
    Envelope answer = upload.finish(client, place, "1");
    assertHandled(answer, upload, "hall");
    assertThat(answer.data().asJsonObject().getString("name")).isEqualTo("name.bin");
  }

  @Test
  void aStreamIsReadFromTheFile() {
    WsClient client = open();
    Upload upload = Upload.ofSize(SIZE);
    Envelope place = Upload.place(client, upload.begin("1", "streams").build());
    assertHandled(upload.finish(client, place, "1"), upload, "stream");
  }

  @Test
  void itIsSentByRequestsToo() {
    Upload upload = Upload.ofSize(SIZE);
    Envelope place = Upload.post(SITE, NAMED, upload.begin("1", "files/post").build());
    int last = upload.chunks(place) - 1;
    for (int i = 0; i < last; i++) {
      Envelope taken = Upload.post(SITE, NAMED, upload.chunk(place, i));
      assertThat(Upload.number(taken, "next")).isEqualTo(i + 1);
    }
    Envelope answer = Upload.post(SITE, NAMED, upload.chunk(place, last));
    assertThat(answer.text("id")).isEqualTo("1");
    assertHandled(answer, upload, "post");
    Envelope again = Upload.post(SITE, NAMED, upload.chunk(place, last));
    assertThat(again.data()).as("handled once").isEqualTo(answer.data());
  }

  @Test
  void afterACutItGoesOnByAnyRoad() {
    Upload upload = Upload.ofSize(SIZE);
    WsClient first = open();
    Envelope begun = Upload.place(first, upload.begin("1", "files/cut").build());
    String name = begun.text("transfer");
    upload.send(first, begun, 2);
    first.close();

    Envelope byRequest = Upload.post(SITE, NAMED, Upload.resume("2", name));
    assertThat(Upload.number(byRequest, "next")).isEqualTo(2);
    Envelope unused = Upload.post(SITE, NAMED, upload.chunk(byRequest, 2));

    WsClient second = open();
    Envelope place = Upload.place(second, Upload.resume("3", name));
    assertThat(Upload.number(place, "next")).isEqualTo(3);
    Envelope answer = upload.finish(second, place, "3");
    assertHandled(answer, upload, "cut");

    Envelope again = Upload.place(open(), Upload.resume("4", name));
    assertThat(again.type()).isEqualTo("ack");
    assertThat(again.data()).as("handled once").isEqualTo(answer.data());
  }

  @Test
  void nobodyElseGoesOnWithIt() {
    Upload upload = Upload.ofSize(SIZE);
    WsClient client = open();
    Envelope place = Upload.place(client, upload.begin("1", "files/mine").build());
    WsClient other = open(SITE, "another-client-01");
    Envelope gone = Upload.place(other, Upload.resume("2", place.text("transfer")));
    assertThat(gone.text("code")).isEqualTo("gone");
    Envelope nobodys = Upload.place(other, Upload.resume("2", "0123456789012345678901"));
    assertThat(gone.json()).isEqualTo(nobodys.json());
    assertHandled(upload.finish(client, place, "1"), upload, "mine");
  }

  @ParameterizedTest
  @CsvSource({
    "nowhere, unknown-address",
    "look, unknown-address",
    "secret, forbidden",
  })
  void whatNobodyTakesIsRefusedBeforeItIsSent(String to, String code) {
    Envelope refused = Upload.place(open(), Upload.ofSize(SIZE).begin("1", to).build());
    assertThat(refused.text("code")).isEqualTo(code);
  }

  @Test
  void aFailureIsToldAndLeavesNoFile() {
    WsClient client = open();
    Upload upload = Upload.ofSize(SIZE);
    Envelope place = Upload.place(client, upload.begin("1", "fail").build());
    assertThat(upload.finish(client, place, "1").text("code")).isEqualTo("internal");
    assertThat(look(SITE).getJsonArray("files")).isEmpty();
  }

  /** Each in its own way, while a client beside them sends a large file. */
  @Test
  void thoseWhoLieAreRefusedAndOthersNotDisturbed() {
    Upload large = Upload.ofSize(LARGE);
    WsClient honest = open();
    Envelope honestPlace = Upload.place(honest, large.begin("1", "files/honest").build());
    CompletableFuture<Envelope> honestAnswer =
        CompletableFuture.supplyAsync(() -> large.finish(honest, honestPlace, "1"));

    WsClient liar = open(SITE, "liar-0123456789ab");
    Upload upload = Upload.ofSize(SIZE);
    assertEnds(liar, upload, 0, new byte[7]);
    assertEnds(liar, upload, 0, new byte[0]);
    assertEnds(liar, upload, 9, new byte[100]);
    assertEnds(liar, upload, Long.MAX_VALUE, new byte[100]);

    // Another content than was announced.
    JsonObject forged = upload.begin("f", "files/a").add("sha256", "0".repeat(64)).build();
    Envelope place = Upload.place(liar, forged);
    assertThat(upload.finish(liar, place, "f").text("code")).isEqualTo("bad-request");

    // More than may be under way, none of which ever ends.
    for (int i = 0; i < 4; i++) {
      Envelope begun = Upload.place(liar, upload.begin("n" + i, "files/a").build());
      assertThat(begun.type()).isEqualTo("transfer");
    }
    Envelope fifth = Upload.place(liar, upload.begin("n", "files/a").build());
    assertThat(fifth.text("code")).isEqualTo("rate-limited");
    JsonObject huge = upload.begin("h", "files/a").add("size", 1L << 40).build();
    assertThat(Upload.place(liar, huge).text("code")).isEqualTo("too-large");

    Envelope answer = Await.result("the honest file", honestAnswer);
    assertThat(answer.type()).as("%s", answer).isEqualTo("ack");
    assertThat(answer.data().asJsonObject().getString("sha256")).isEqualTo(large.sha256());
    assertThat(look(SITE).getJsonArray("files")).isEmpty();
  }

  private static void assertEnds(WsClient liar, Upload upload, long index, byte[] bytes) {
    Envelope place = Upload.place(liar, upload.begin("lie", "files/a").build());
    Upload.send(liar, place, index, bytes);
    Envelope refused = liar.frames().await("the refusal", frame -> frame.text("id").equals("lie"));
    assertThat(refused.text("code")).isEqualTo("bad-request");
    Envelope over = Upload.place(liar, Upload.resume("over", place.text("transfer")));
    assertThat(over.text("code")).isEqualTo("bad-request");
  }

  /** By a WebSocket and by a request, in any order. */
  @Test
  void aFileIsPulledAsItsClientLikes() throws IOException {
    WsClient client = open();
    Upload upload = Upload.ofSize(SIZE);
    Envelope place = Upload.place(client, upload.begin("1", "mirror").build());
    JsonObject offered = upload.finish(client, place, "1").json().getJsonObject("transfer");
    assertThat(offered.getString("sha256")).isEqualTo(upload.sha256());
    assertThat(offered.getInt("size")).isEqualTo(SIZE);
    int chunk = offered.getInt("chunk");
    byte[] seen = new byte[SIZE];
    for (int i = (SIZE - 1) / chunk; i >= 0; i--) {
      JsonObject pull = Upload.pull("p" + i, offered.getString("name"), i);
      Envelope piece = i % 2 == 0 ? Upload.post(SITE, NAMED, pull) : Upload.answer(client, pull);
      assertThat(piece.type()).as("%s", piece).isEqualTo("chunk");
      assertThat(Upload.number(piece, "index")).isEqualTo(i);
      byte[] bytes = Base64.getDecoder().decode(piece.text("data"));
      System.arraycopy(bytes, 0, seen, i * chunk, bytes.length);
    }
    assertThat(seen).isEqualTo(upload.content());

    WsClient other = open(SITE, "another-client-02");
    JsonObject stolen = Upload.pull("p", offered.getString("name"), 0);
    assertThat(Upload.answer(other, stolen).text("code")).isEqualTo("gone");
    JsonObject look = look(SITE);
    Files.delete(Path.of(look.getString("folder"), look.getJsonArray("files").getString(0)));
  }

  @Test
  void withTheApplicationItsFilesGo() {
    deployer.deploy(LEAVING.name());
    Path folder;
    try {
      WsClient client = open(LEAVING, CLIENT);
      Upload upload = Upload.ofSize(SIZE);
      Envelope place = Upload.place(client, upload.begin("1", "files/a").build());
      upload.send(client, place, 3);
      JsonObject seen = look(LEAVING);
      folder = Path.of(seen.getString("folder"));
      assertThat(seen.getJsonArray("files")).hasSize(1);
      assertThat(Files.isDirectory(folder)).isTrue();
    } finally {
      deployer.undeploy(LEAVING.name());
    }
    assertThat(folder).doesNotExist();
  }
}
