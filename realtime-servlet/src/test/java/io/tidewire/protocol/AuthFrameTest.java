package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.LogRecorder;
import io.tidewire.Subscriber;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Identity;
import io.tidewire.engine.Permissions;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.TokenVerifier;
import io.tidewire.spi.TopicRules;
import io.tidewire.spi.UnauthenticatedException;
import io.tidewire.spi.UnavailableException;
import io.tidewire.transfer.SystemTransfers;
import io.tidewire.web.Callers;
import io.tidewire.web.Gate;
import io.tidewire.web.GivenRights;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.RejectedExecutionException;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens that clients send over a WebSocket that is open. */
@Timeout(60)
class AuthFrameTest {

  private static final String SECRET = "s3cr3t";

  private final StillHub hub = new StillHub();
  private final Recorder client = new Recorder();
  private final LogRecorder log = LogRecorder.of(Gate.class);

  /** Takes {@code <name>.<role>.<seconds>.s3cr3t} for a token. */
  private static Subscriber verify(String token) {
    if (token.startsWith("away")) {
      throw new UnavailableException("no keys");
    }
    if (!token.endsWith(SECRET)) {
      throw new UnauthenticatedException("the signature does not fit");
    }
    String[] parts = token.split("\\.", -1);
    return new Subscriber(parts[0], Set.of(parts[1]))
        .until(Instant.ofEpochSecond(Integer.parseInt(parts[2])));
  }

  private static String token(String user, String role, int seconds) {
    return user + "." + role + "." + seconds + "." + SECRET;
  }

  private Conversation conversation(
      Subscriber subscriber, Optional<TokenVerifier> verifier, Map<String, String> settings) {
    Callers callers = new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run);
    WebApplication application =
        WebApplication.attach(
            Settings.read(List.of(SettingSource.of("test", settings))),
            hub.hub(),
            TopicRules.builder()
                .allowSubscribe("open/*", (who, values) -> true)
                .allowSubscribe("office/*", (who, values) -> who.isInRole("clerk"))
                .allowPublish("open/*", (who, values, request) -> true)
                .build(),
            verifier.map(callers::verifiedBy).orElse(callers),
            hub.executor(4));
    ClientConnection connection =
        hub.open(GivenRights.of(application.gate(), subscriber), self -> client);
    return new Conversation(
        application,
        new Commands(
            application,
            Addresses.of(List.of(), new Binding(hub.hub()::encode, Optional.empty())),
            SystemTransfers.of(application)),
        connection,
        new Oversized());
  }

  private Conversation conversation(Subscriber subscriber) {
    return conversation(subscriber, Optional.of(AuthFrameTest::verify), Map.of());
  }

  @AfterEach
  void close() {
    log.close();
    hub.close();
  }

  private static String auth(String id, String token) {
    return "{\"type\":\"auth\",\"id\":\"%s\",\"token\":\"%s\"}".formatted(id, token);
  }

  private static String subscribe(String id, String topic) {
    return "{\"type\":\"subscribe\",\"id\":\"%s\",\"topic\":\"%s\"}".formatted(id, topic);
  }

  private <T extends Control> List<T> frames(Class<T> type) {
    return client.frames().stream().filter(type::isInstance).map(type::cast).toList();
  }

  private void awaitWelcomes(int count) {
    await("the welcome").until(() -> frames(Control.Welcome.class).size() == count);
  }

  private void assertEnded(CloseReason reason) {
    assertThat(client.awaitFrame(Control.Bye.class).reason()).isEqualTo(reason);
    assertThat(reason.webSocketCode()).isEqualTo(4001);
    assertThat(frames(Control.Error.class))
        .singleElement()
        .satisfies(
            error -> {
              assertThat(error.code()).isEqualTo(ErrorCode.UNAUTHORIZED.code());
              assertThat(error.id()).isEqualTo("1");
            });
  }

  @Test
  void anAnonymousClientSignsIn() {
    Conversation conversation = conversation(Subscriber.anonymous());
    conversation.text(auth("1", token("ann", "clerk", 3_600)), true);
    Control.Welcome welcome = client.awaitFrame(Control.Welcome.class);
    assertThat(welcome.user()).isEqualTo("ann");
    assertThat(welcome.tokenExpires()).isEqualTo(Instant.ofEpochSecond(3_600));
    assertThat(conversation.connection().subscriber().name()).isEqualTo("ann");
    assertThat(hub.hub().directory().stamp()).isZero();
  }

  @Test
  void theRequestsBehindItSeeTheNewUser() {
    Conversation conversation = conversation(Subscriber.anonymous());
    conversation.text(
        "[%s,%s,%s]"
            .formatted(
                auth("1", token("ann", "clerk", 3_600)),
                subscribe("2", "office/a"),
                "{\"type\":\"publish\",\"id\":\"3\",\"topic\":\"open/a\","
                    + "\"event\":\"e\",\"data\":1}"),
        true);
    await("the answers").until(() -> client.answered().contains("3"));
    assertThat(client.answered()).containsExactly("2", "3");
    assertThat(frames(Control.Error.class)).isEmpty();
  }

  @Test
  void theRequestsInFrontOfItSeeTheOldOne() {
    Conversation conversation = conversation(Subscriber.anonymous());
    conversation.text(
        "[%s,%s]".formatted(subscribe("2", "office/a"), auth("1", token("ann", "clerk", 3_600))),
        true);
    awaitWelcomes(1);
    assertThat(frames(Control.Error.class))
        .extracting(Control.Error::code)
        .containsExactly(ErrorCode.FORBIDDEN.code());
  }

  @Test
  void aTokenWhoseRolesShrankEndsWhatTheyAllowed() {
    Conversation conversation = conversation(new Subscriber("ann", Set.of("clerk")));
    conversation.text(
        "[%s,%s]".formatted(subscribe("2", "office/a"), subscribe("3", "open/a")), true);
    conversation.text(
        "[%s,%s]".formatted(auth("1", token("ann", "visitor", 3_600)), subscribe("4", "open/b")),
        true);
    await("the answers").until(() -> client.answered().contains("4"));
    assertThat(frames(Control.Unsubscribed.class))
        .extracting(Control.Unsubscribed::topic)
        .containsExactly("office/a");
    assertThat(frames(Control.Error.class))
        .singleElement()
        .satisfies(error -> assertThat(error.topic()).isEqualTo("office/a"));
    assertThat(client.frames().indexOf(frames(Control.Unsubscribed.class).get(0)))
        .as("before the next request is answered")
        .isLessThan(client.frames().indexOf(frames(Control.Subscribed.class).get(2)));
  }

  @Test
  void itProlongsTheRightOfTheSameUser() {
    Conversation conversation =
        conversation(Subscriber.named("ann").until(Instant.ofEpochSecond(60)));
    conversation.text(auth("1", token("ann", "clerk", 120)), true);
    awaitWelcomes(1);
    hub.advance(Duration.ofSeconds(61));
    conversation.text(subscribe("2", "open/a"), true);
    assertThat(client.awaitFrame(Control.Subscribed.class).id()).isEqualTo("2");
    assertThat(hub.closed()).isEmpty();

    hub.advance(Duration.ofSeconds(60));
    assertThat(client.awaitFrame(Control.Bye.class).reason()).isEqualTo(CloseReason.TOKEN_EXPIRED);
  }

  @Test
  void anotherUsersTokenEndsTheConnection() {
    conversation(Subscriber.named("ann")).text(auth("1", token("bob", "clerk", 3_600)), true);
    assertEnded(CloseReason.OTHER_USER);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ann.clerk.3600.forged", "!", ""})
  void aBadTokenEndsTheConnection(String bad) {
    conversation(Subscriber.named("ann")).text(auth("1", bad), true);
    assertEnded(CloseReason.SIGNED_OUT);
  }

  @Test
  void withoutAVerifierATokenEndsTheConnection() {
    conversation(Subscriber.anonymous(), Optional.empty(), Map.of())
        .text(auth("1", token("ann", "clerk", 3_600)), true);
    assertEnded(CloseReason.SIGNED_OUT);
  }

  @Test
  void aTokenThatCannotBeJudgedNowChangesNothing() {
    Conversation conversation = conversation(Subscriber.named("ann"));
    conversation.text(auth("1", "away"), true);
    Control.Error error = client.awaitFrame(Control.Error.class);
    assertThat(error.code()).isEqualTo(ErrorCode.INTERNAL.code());
    assertThat(error.id()).isEqualTo("1");
    conversation.text(subscribe("2", "open/a"), true);
    assertThat(client.awaitFrame(Control.Subscribed.class).id()).isEqualTo("2");
    assertThat(frames(Control.Welcome.class)).isEmpty();
  }

  @Test
  void aFrameWithoutATokenIsMalformed() {
    Conversation conversation = conversation(Subscriber.anonymous());
    conversation.text("{\"type\":\"auth\",\"id\":\"1\"}", true);
    assertThat(client.awaitFrame(Control.Error.class).code())
        .isEqualTo(ErrorCode.BAD_REQUEST.code());
    assertThat(hub.closed()).isEmpty();
  }

  /** It counts for its user from then on, and is no longer bound to a session. */
  @Test
  void itBelongsToTheUserFromThenOn() {
    List<Recorder> others = Stream.generate(Recorder::new).limit(99).toList();
    Identity ann = Identity.of(Subscriber.named("ann"));
    others.forEach(other -> hub.open(Permissions.unquestioned(ann), self -> other));
    Conversation first = conversation(Subscriber.anonymous());
    first.text(auth("1", token("ann", "clerk", 3_600)), true);
    awaitWelcomes(1);
    Conversation second = conversation(Subscriber.anonymous());
    second.text(auth("2", token("ann", "clerk", 3_600)), true);
    Control.Error error = client.awaitFrame(Control.Error.class);
    assertThat(error.code()).isEqualTo(ErrorCode.RATE_LIMITED.code());
    assertThat(error.id()).isEqualTo("2");
    assertThat(second.connection().subscriber().name()).isNull();

    hub.hub().user("ann").disconnect();
    await("their ends").until(() -> hub.closed().size() == 100);
    second.text(auth("3", token("ann", "clerk", 3_600)), true);
    awaitWelcomes(2);
  }

  @Test
  void whoSignsInIsSubscribedToTheTopicOfTheirOwn() {
    Conversation conversation =
        conversation(
            Subscriber.anonymous(),
            Optional.of(AuthFrameTest::verify),
            Map.of("realtime.user-topic", "true"));
    conversation.text(auth("1", token("ann", "clerk", 3_600)), true);
    assertThat(client.awaitFrame(Control.Subscribed.class).topic()).isEqualTo("$user/ann");
    conversation.text(auth("2", token("ann", "clerk", 7_200)), true);
    awaitWelcomes(2);
    conversation.text(subscribe("3", "open/a"), true);
    await("the answer").until(() -> client.answered().contains("3"));
    assertThat(frames(Control.Subscribed.class)).hasSize(2);
  }

  @Test
  void withoutAThreadItIsOverloaded() {
    Callers callers = new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run);
    WebApplication application =
        WebApplication.attach(
            Settings.read(List.of()),
            hub.hub(),
            TopicRules.builder().build(),
            callers.verifiedBy(AuthFrameTest::verify),
            hub.executor(
                2,
                task -> {
                  throw new RejectedExecutionException("no thread");
                }));
    ClientConnection connection =
        hub.open(GivenRights.of(application.gate(), Subscriber.anonymous()), self -> client);
    new Conversation(
            application,
            new Commands(
                application,
                Addresses.of(List.of(), new Binding(hub.hub()::encode, Optional.empty())),
                SystemTransfers.of(application)),
            connection,
            new Oversized())
        .text(auth("1", token("ann", "clerk", 3_600)), true);
    assertThat(client.awaitFrame(Control.Error.class).code())
        .isEqualTo(ErrorCode.OVERLOADED.code());
  }

  @Test
  void theTokenIsInNoLog() {
    conversation(Subscriber.anonymous()).text(auth("1", "ann.clerk.3600.forged"), true);
    client.awaitFrame(Control.Bye.class);
    assertThat(log.messages(Level.INFO))
        .singleElement()
        .asString()
        .contains("the signature does not fit")
        .doesNotContain("forged");
  }
}
