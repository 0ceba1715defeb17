package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewire.LogRecorder;
import io.tidewire.OverloadedException;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.engine.Judgement;
import io.tidewire.settings.Settings;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.TopicRules;
import io.tidewire.spi.UnauthenticatedException;
import io.tidewire.spi.UnavailableException;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a user who is connected may still do. */
@Timeout(60)
class RightsTest {

  private static final Instant END = Instant.ofEpochSecond(1_000);
  private static final Subscriber ANN = new Subscriber("ann", Set.of("clerk")).until(END);
  private static final TopicPattern OFFICE = TopicPattern.of("office/a");
  private static final TopicPattern OPEN = TopicPattern.of("open/a");
  private static final TopicPattern OWN = TopicPattern.of("$user/ann");
  private static final TopicPattern AWAY = TopicPattern.of("away/a");

  private final LogRecorder log = LogRecorder.of(Gate.class);
  private final List<String> entered = new CopyOnWriteArrayList<>();
  private final StillHub hub = new StillHub();

  /** Finds the present state of a user. */
  private record Directory(UnaryOperator<Subscriber> look) implements Authenticator {

    @Override
    public Subscriber authenticate(ConnectRequest request) {
      return request.caller();
    }

    @Override
    public Subscriber refresh(Subscriber known) {
      return look.apply(known);
    }
  }

  @AfterEach
  void end() {
    log.close();
    hub.close();
  }

  private Rights rights(UnaryOperator<Subscriber> look, ApplicationExecutor executor) {
    Executor context =
        command -> {
          entered.add(Thread.currentThread().getName());
          command.run();
        };
    Gate gate =
        new Gate(
            Settings.read(List.of()).http(),
            new Callers(new Directory(look), Set.of(), () -> Runnable::run),
            TopicRules.builder()
                .allowSubscribe("open/*", (who, values) -> true)
                .allowSubscribe("office/*", (who, values) -> who.isInRole("clerk"))
                .allowSubscribe(
                    "away/*",
                    (who, values) -> {
                      throw new UnavailableException("password=hunter2");
                    })
                .build(),
            hub.hub(),
            executor);
    return GivenRights.of(gate, ANN, context);
  }

  private Rights rights(UnaryOperator<Subscriber> look) {
    return rights(look, hub.executor(2));
  }

  private static <T> T get(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  private static Throwable failure(CompletionStage<?> stage) {
    Throwable thrown = catchThrowable(() -> get(stage));
    assertThat(thrown).isInstanceOf(CompletionException.class);
    return thrown.getCause();
  }

  @Test
  void whatIsStillAllowedStays() {
    Rights rights = rights(known -> known);
    Judgement judgement = get(rights.judge(List.of(OFFICE, OPEN, OWN)));
    assertThat(judgement.refused()).isEmpty();
    assertThat(judgement.now()).isSameAs(rights);
  }

  @Test
  void rolesThatShrankEndWhatTheyAllowed() {
    Judgement judgement =
        get(rights(known -> known.withRoles(Set.of())).judge(List.of(OFFICE, OPEN, OWN)));
    assertThat(judgement.refused()).containsExactly(OFFICE);
    assertThat(judgement.now().identity().subscriber().roles()).isEmpty();
    assertThat(judgement.now().identity().subscriber().expires()).contains(END);
  }

  @Test
  void howLongTheRightLastsMayChange() {
    Instant sooner = END.minusSeconds(1);
    Judgement judgement = get(rights(known -> known.until(sooner)).judge(List.of()));
    assertThat(judgement.now().identity().subscriber().expires()).contains(sooner);
    judgement = get(rights(known -> Subscriber.named("ann")).judge(List.of()));
    assertThat(judgement.now().identity().subscriber().expires()).contains(END);
  }

  @Test
  void itIsAskedAsTheCallerOnAnotherThread() {
    Judgement unused = get(rights(known -> known).judge(List.of(OPEN, OFFICE)));
    assertThat(entered)
        .as("once for the user and for each rule")
        .hasSize(3)
        .doesNotContain(Thread.currentThread().getName());
  }

  @Test
  void aRuleThatCannotTellIsNoRefusal() {
    Throwable failure = failure(rights(known -> known).judge(List.of(OFFICE, AWAY)));
    assertThat(failure).isInstanceOf(UnavailableException.class);
    assertThat(failure.getMessage()).doesNotContain("hunter2");
  }

  @Test
  void theAuthenticatorsVerdictIsPassedOn() {
    assertThat(
            failure(
                rights(
                        known -> {
                          throw new UnauthenticatedException("dismissed");
                        })
                    .judge(List.of())))
        .isInstanceOf(UnauthenticatedException.class);
    assertThat(
            failure(
                rights(
                        known -> {
                          throw new UnavailableException("no directory");
                        })
                    .judge(List.of())))
        .isInstanceOf(UnavailableException.class);
  }

  /** A fault of the application must not sign everybody out. */
  @Test
  void whatAnAuthenticatorFailsWithCannotBeToldNow() {
    List<UnaryOperator<Subscriber>> faults =
        List.of(
            known -> {
              throw new IllegalStateException("password=hunter2");
            },
            known -> Subscriber.named("ben"));
    for (UnaryOperator<Subscriber> fault : faults) {
      Throwable failure = failure(rights(fault).judge(List.of(OPEN)));
      assertThat(failure).isInstanceOf(UnavailableException.class);
      assertThat(failure.getMessage()).doesNotContain("hunter2");
    }
    assertThat(log.thrown()).hasSize(2);
  }

  @Test
  void withoutAThreadItCannotBeToldNow() {
    ApplicationExecutor full =
        hub.executor(
            2,
            task -> {
              throw new RejectedExecutionException("no thread");
            });
    assertThat(failure(rights(known -> known, full).judge(List.of(OPEN))))
        .isInstanceOf(OverloadedException.class);
  }
}
