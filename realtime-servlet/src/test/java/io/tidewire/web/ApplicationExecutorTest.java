package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.tidewire.OverloadedException;
import java.net.URL;
import java.net.URLClassLoader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The application's code on bounded threads, whatever it does there. */
@Timeout(60)
class ApplicationExecutorTest {

  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final long TOO_LONG = TIMEOUT.toMillis() + 1;

  private final AtomicLong now = new AtomicLong();
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final CountDownLatch opened = new CountDownLatch(1);
  private final ApplicationExecutor executor = executor(4);

  @AfterEach
  void close() {
    opened.countDown();
    executor.close();
  }

  private ApplicationExecutor executor(int most) {
    return executor(most, UnaryOperator.identity());
  }

  private ApplicationExecutor executor(int most, UnaryOperator<Runnable> context) {
    return new ApplicationExecutor(this::start, most, TIMEOUT, context, now::get);
  }

  private void start(Runnable task) {
    Thread thread = new Thread(task, "application");
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** Waits for the test, and says whether it was interrupted instead. */
  private final class Blocked implements Callable<String> {
    private final CountDownLatch begun = new CountDownLatch(1);
    private volatile boolean ignores;
    private volatile boolean interrupted;

    @Override
    public String call() throws InterruptedException {
      begun.countDown();
      while (true) {
        try {
          opened.await();
          return "done";
        } catch (InterruptedException e) {
          interrupted = true;
          if (!ignores) {
            throw e;
          }
        }
      }
    }

    Blocked awaitBegin() throws InterruptedException {
      begun.await();
      return this;
    }
  }

  @Test
  void decisionsGetTheOddThread() throws InterruptedException {
    try (ApplicationExecutor three = executor(3)) {
      for (int i = 0; i < 2; i++) {
        Blocked code = new Blocked();
        CompletionStage<String> unused = three.decide(code);
        code.awaitBegin();
      }
      assertThat(threads).hasSize(2);
      opened.countDown();
    }
  }

  private Blocked blockWork() throws InterruptedException {
    Blocked code = new Blocked();
    CompletionStage<String> unused = executor.work(code);
    return code.awaitBegin();
  }

  private static <T> @Nullable T result(CompletionStage<T> stage) {
    return stage.toCompletableFuture().join();
  }

  /** What a stage has failed with, at once. */
  private static Throwable failure(CompletionStage<?> stage) {
    assertThat(stage.toCompletableFuture()).isCompletedExceptionally();
    return catchFailure(stage);
  }

  private static Throwable catchFailure(CompletionStage<?> stage) {
    Throwable[] failure = new Throwable[1];
    assertThatThrownBy(() -> stage.toCompletableFuture().join())
        .isInstanceOf(CompletionException.class)
        .satisfies(e -> failure[0] = e.getCause());
    return failure[0];
  }

  @Test
  void aCallGivesItsAnswerOrWhatItThrows() {
    assertThat(result(executor.decide(() -> "yes"))).isEqualTo("yes");
    assertThat(result(executor.<String>work(() -> null))).isNull();
    Exception thrown = new Exception("no");
    CompletionStage<String> failed =
        executor.decide(
            () -> {
              throw thrown;
            });
    assertThat(catchFailure(failed)).isSameAs(thrown);
    CompletionStage<String> broken =
        executor.decide(
            () -> {
              throw new StackOverflowError("deep");
            });
    assertThat(catchFailure(broken)).isInstanceOf(StackOverflowError.class);
    assertThat(result(executor.decide(() -> "next"))).isEqualTo("next");
  }

  @Test
  void decisionsDoNotWaitForWork() throws InterruptedException {
    blockWork();
    blockWork();
    CompletionStage<String> third = executor.work(() -> "third");

    for (int i = 0; i < 100; i++) {
      assertThat(result(executor.decide(() -> "yes"))).isEqualTo("yes");
    }
    assertThat(third.toCompletableFuture()).isNotDone();
    opened.countDown();
    assertThat(result(third)).isEqualTo("third");
  }

  @Test
  void aFullHalfRefusesAtOnce() throws InterruptedException {
    blockWork();
    blockWork();
    List<CompletionStage<Integer>> waiting = new ArrayList<>();
    for (int i = 0; i < Half.QUEUE; i++) {
      int number = i;
      waiting.add(executor.work(() -> number));
    }

    assertThatThrownBy(() -> executor.work(() -> -1))
        .isInstanceOf(OverloadedException.class)
        .hasMessage("4096 calls wait for the application's code already");
    assertThat(result(executor.decide(() -> "yes"))).isEqualTo("yes");

    opened.countDown();
    for (int i = 0; i < waiting.size(); i++) {
      assertThat(result(waiting.get(i))).isEqualTo(i);
    }
    assertThat(result(executor.work(() -> "room again"))).isEqualTo("room again");
  }

  @Test
  void noMoreThanTheBoundRunAtOnce() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    List<CompletionStage<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      all.add(
          executor.decide(
              () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                return running.decrementAndGet();
              }));
    }
    assertThat(all).allSatisfy(stage -> assertThat(result(stage)).isBetween(0, 1));
    assertThat(most).hasValueBetween(1, 2);
  }

  @Test
  void noThreadIsKeptThatHasNothingToDo() {
    for (int i = 0; i < 100; i++) {
      assertThat(result(executor.decide(() -> "yes"))).isEqualTo("yes");
    }
    await().until(() -> threads.stream().noneMatch(Thread::isAlive));
  }

  @Test
  void theTimeoutInterruptsAndTheSlotStaysTaken() throws InterruptedException {
    Blocked deaf = new Blocked();
    deaf.ignores = true;
    CompletionStage<String> late = executor.work(deaf);
    deaf.awaitBegin();
    blockWork();
    now.addAndGet(TIMEOUT.toMillis());
    executor.sweep();
    assertThat(late.toCompletableFuture()).as("not yet").isNotDone();
    assertThat(executor.stuck()).isZero();

    now.incrementAndGet();
    executor.sweep();

    assertThat(failure(late))
        .isInstanceOf(TimeoutException.class)
        .hasMessageContaining("realtime.application.timeout=30000ms");
    await().until(() -> deaf.interrupted);
    await("the other one obeyed").until(() -> executor.stuck() == 1);
    Blocked second = new Blocked();
    CompletionStage<String> next = executor.work(second);
    second.awaitBegin();
    CompletionStage<String> third = executor.work(() -> "third");
    assertThat(third.toCompletableFuture()).as("the deaf one has its thread").isNotDone();
    executor.sweep();
    assertThat(executor.stuck()).as("told once, counted once").isEqualTo(1);

    opened.countDown();
    assertThat(result(next)).isEqualTo("done");
    assertThat(result(third)).isEqualTo("third");
  }

  @Test
  void aCallThatReturnsLateFreesItsThread() throws InterruptedException {
    Blocked deaf = new Blocked();
    deaf.ignores = true;
    CompletionStage<String> late = executor.work(deaf);
    deaf.awaitBegin();
    now.addAndGet(TOO_LONG);
    executor.sweep();
    assertThat(executor.stuck()).isEqualTo(1);

    opened.countDown();

    await().until(() -> executor.stuck() == 0);
    assertThat(failure(late))
        .as("what it says then is not heard")
        .isInstanceOf(TimeoutException.class);
    assertThat(result(executor.work(() -> "next"))).isEqualTo("next");
  }

  @Test
  void aCallThatWaitsForTooLongIsNeverMade() throws InterruptedException {
    blockWork();
    blockWork();
    AtomicInteger made = new AtomicInteger();
    CompletionStage<Integer> early = executor.work(made::incrementAndGet);
    now.addAndGet(TIMEOUT.toMillis());
    CompletionStage<String> later = executor.work(() -> "later");
    now.incrementAndGet();

    executor.sweep();

    assertThat(failure(early))
        .isInstanceOf(OverloadedException.class)
        .hasMessageContaining("not been called within realtime.application.timeout=30000ms");
    opened.countDown();
    assertThat(result(later)).isEqualTo("later");
    assertThat(made).hasValue(0);
  }

  @Test
  void aTaskOfTheLibraryRunsOnAThreadForDecisions() {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    executor.runElsewhere(() -> ran.complete(Thread.currentThread()));
    assertThat(threads).contains(ran.join());
  }

  @Test
  void aTaskOfTheLibraryThatFindsNoThreadRunsWhereThatIsFoundOut() throws InterruptedException {
    ApplicationExecutor single = executor(2);
    Blocked rule = new Blocked();
    rule.ignores = true;
    CompletionStage<String> asked = single.decide(rule);
    rule.awaitBegin();
    List<Thread> ran = new ArrayList<>();
    single.runElsewhere(() -> ran.add(Thread.currentThread()));
    assertThat(ran).isEmpty();

    now.addAndGet(TOO_LONG);
    single.sweep();
    assertThat(failure(asked)).isInstanceOf(TimeoutException.class);
    assertThat(ran).containsExactly(Thread.currentThread());

    opened.countDown();
    single.close();
    single.runElsewhere(() -> ran.add(Thread.currentThread()));
    assertThat(ran).hasSize(2);
  }

  @Test
  void anInterruptNeverMeetsTheNextCall() {
    ApplicationExecutor single = executor(2);
    AtomicInteger disturbed = new AtomicInteger();
    for (int i = 0; i < 1_000; i++) {
      CompletableFuture<CompletionStage<Boolean>> next = new CompletableFuture<>();
      CompletionStage<Boolean> overdue =
          single.decide(
              () -> {
                now.addAndGet(TOO_LONG);
                return next.complete(single.decide(Thread::interrupted));
              });
      while (!overdue.toCompletableFuture().isDone()) {
        single.sweep();
      }
      if (Boolean.TRUE.equals(result(next.join()))) {
        disturbed.incrementAndGet();
      }
    }
    single.close();
    assertThat(disturbed).hasValue(0);
  }

  @Test
  void eachCallHasItsContext() throws Exception {
    List<String> told = new ArrayList<>();
    UnaryOperator<Runnable> context =
        code ->
            () -> {
              told.add("enter");
              try {
                code.run();
              } finally {
                told.add("leave");
              }
            };
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    ApplicationExecutor own;
    try (URLClassLoader loader = new URLClassLoader(new URL[0], before)) {
      thread.setContextClassLoader(loader);
      try {
        own = executor(2, context);
      } finally {
        thread.setContextClassLoader(before);
      }
      assertThat(result(own.decide(() -> Thread.currentThread().getContextClassLoader())))
          .isSameAs(loader);
      assertThatThrownBy(() -> result(own.decide(() -> Integer.parseInt("none"))))
          .hasCauseInstanceOf(NumberFormatException.class);
    }
    own.close();
    assertThat(told).containsExactly("enter", "leave", "enter", "leave");
  }

  @Test
  void aContextThatFailsFailsTheCall() {
    ApplicationExecutor own =
        executor(
            2,
            code ->
                () -> {
                  throw new IllegalStateException("no request context");
                });
    assertThat(catchFailure(own.decide(() -> "yes"))).hasMessage("no request context");
    assertThat(catchFailure(own.decide(() -> "yes"))).as("the next too").hasMessageContaining("no");
    own.close();
  }

  /** Gives no thread as often as the test says. */
  private final class Reluctant implements Executor {
    private final Queue<Throwable> refusals = new ConcurrentLinkedQueue<>();

    @Override
    public void execute(Runnable task) {
      Throwable refusal = refusals.poll();
      if (refusal instanceof Error error) {
        throw error;
      }
      if (refusal instanceof RuntimeException exception) {
        throw exception;
      }
      start(task);
    }
  }

  @Test
  void whereThereIsNoThreadTheCallIsRefusedAndTheNextIsNot() {
    Reluctant carrier = new Reluctant();
    ApplicationExecutor own =
        new ApplicationExecutor(carrier, 2, TIMEOUT, UnaryOperator.identity(), now::get);
    carrier.refusals.add(new RejectedExecutionException("full"));
    assertThatThrownBy(() -> own.decide(() -> "yes"))
        .isInstanceOf(OverloadedException.class)
        .hasMessage("there is no thread for the application's code");
    carrier.refusals.add(new OutOfMemoryError("unable to create native thread"));
    assertThatThrownBy(() -> own.decide(() -> "yes")).isInstanceOf(OutOfMemoryError.class);

    assertThat(result(own.decide(() -> "yes"))).isEqualTo("yes");
    own.close();
  }

  @Test
  void whatOneThreadCanDoIsNotRefusedForWantOfAnother() throws InterruptedException {
    Reluctant carrier = new Reluctant();
    ApplicationExecutor own =
        new ApplicationExecutor(carrier, 4, TIMEOUT, UnaryOperator.identity(), now::get);
    Blocked first = new Blocked();
    CompletionStage<String> busy = own.decide(first);
    first.awaitBegin();
    carrier.refusals.add(new RejectedExecutionException("full"));

    CompletionStage<String> second = own.decide(() -> "second");

    opened.countDown();
    assertThat(result(second)).isEqualTo("second");
    assertThat(result(busy)).isEqualTo("done");
    own.close();
  }

  @Test
  void aCallWhoseCallerGotAnErrorIsNotMade() throws InterruptedException {
    Reluctant carrier = new Reluctant();
    ApplicationExecutor own =
        new ApplicationExecutor(carrier, 4, TIMEOUT, UnaryOperator.identity(), now::get);
    Blocked first = new Blocked();
    CompletionStage<String> busy = own.decide(first);
    first.awaitBegin();
    AtomicInteger made = new AtomicInteger();
    carrier.refusals.add(new OutOfMemoryError("unable to create native thread"));

    assertThatThrownBy(() -> own.decide(made::incrementAndGet))
        .isInstanceOf(OutOfMemoryError.class);

    CompletionStage<String> next = own.decide(() -> "next");
    opened.countDown();
    assertThat(result(next)).isEqualTo("next");
    assertThat(result(busy)).isEqualTo("done");
    own.close();
    assertThat(made).hasValue(0);
  }

  @Test
  void closingInterruptsRefusesAndLeavesNoThread() throws InterruptedException {
    Blocked running = new Blocked();
    CompletionStage<String> interrupted = executor.work(running);
    running.awaitBegin();
    blockWork();
    CompletionStage<String> waiting = executor.work(() -> "never");

    executor.close();

    assertThat(failure(interrupted)).isInstanceOf(InterruptedException.class);
    assertThat(failure(waiting)).hasMessage("the application is shutting down");
    assertThatThrownBy(() -> executor.decide(() -> "yes"))
        .isInstanceOf(OverloadedException.class)
        .hasMessage("the application is shutting down");
    await().until(() -> threads.stream().noneMatch(Thread::isAlive));
    executor.close();
  }

  @Test
  void closingWaitsForTwoSecondsAtMost() throws InterruptedException {
    Blocked deaf = new Blocked();
    deaf.ignores = true;
    CompletionStage<String> late = executor.work(deaf);
    deaf.awaitBegin();

    executor.close();

    assertThat(failure(late)).hasMessage("the application is shutting down");
    assertThat(deaf.interrupted).isTrue();
  }

  /** A container may drop what it has accepted when it stops. */
  @Test
  void closingDoesNotWaitForThreadsThatHaveNotBegun() {
    List<Runnable> kept = new ArrayList<>();
    ApplicationExecutor own =
        new ApplicationExecutor(kept::add, 2, TIMEOUT, UnaryOperator.identity(), now::get);
    CompletionStage<String> never = own.decide(() -> "never");

    long begin = System.nanoTime();
    own.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
    assertThat(failure(never)).hasMessage("the application is shutting down");
    kept.forEach(Runnable::run);
    assertThat(failure(never)).isInstanceOf(OverloadedException.class);
  }
}
