package io.tidewire.carrier;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.LogRecorder;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.logging.Filter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How WebSockets are closed: each of them, whatever others do. */
@Timeout(60)
class SessionsTest {

  private final Queue<Runnable> threads = new ConcurrentLinkedQueue<>();
  private final Queue<String> closed = new ConcurrentLinkedQueue<>();
  private final Sessions sessions = new Sessions(held(), Duration.ofMillis(50));

  /** Threads that run nothing before the test lets them. */
  private ThreadFactory held() {
    return work -> {
      CountDownLatch go = new CountDownLatch(1);
      threads.add(go::countDown);
      Thread thread =
          new Thread(
              () -> {
                try {
                  go.await();
                  work.run();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              },
              "held");
      thread.setDaemon(true);
      return thread;
    };
  }

  private void letThreadsRun() {
    Runnable go = threads.poll();
    while (go != null) {
      go.run();
      go = threads.poll();
    }
  }

  private void open(String key) {
    sessions.opened(key);
    sessions.close(key, () -> closed.add(key));
  }

  @Test
  void aPingThatHasWaitedTooLongIsLeftOutAndACloseIsNot() {
    CompletableFuture<Void> ping = new CompletableFuture<>();
    sessions.ping(() -> ping.complete(null), Duration.ZERO);
    open("a");

    letThreadsRun();

    await("the close").until(() -> closed.contains("a"));
    assertThat(ping).isNotDone();
  }

  @Test
  void aCloseThatFailsLeavesNoKeyThatTheEndWouldWaitFor() {
    sessions.opened("a");
    sessions.close(
        "a",
        () -> {
          closed.add("a");
          throw new IllegalStateException("the container has closed it");
        });
    letThreadsRun();
    await("the close").until(() -> closed.contains("a"));

    long begin = System.nanoTime();
    sessions.close();

    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isLessThan(Duration.ofSeconds(2));
  }

  /** The executor would keep it to itself. */
  @Test
  void anErrorAtACloseIsLogged() {
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger(BlockingCalls.class.getName());
    Filter kept =
        line -> {
          logged.add(line);
          return false;
        };
    logger.setFilter(kept);
    try {
      sessions.opened("a");
      sessions.close(
          "a",
          () -> {
            throw new NoClassDefFoundError("a class that an undeployment took away");
          });
      letThreadsRun();
      await("the line").until(() -> !logged.isEmpty());
    } finally {
      logger.setFilter(null);
    }
    assertThat(logged)
        .singleElement()
        .satisfies(line -> assertThat(line.getLevel()).isEqualTo(Level.SEVERE));
  }

  @Test
  void anyNumberOfClosesWaitAndEachIsMade() {
    int many = 100_050;
    for (int i = 0; i < many; i++) {
      open("session " + i);
    }

    letThreadsRun();

    await("all closes").until(() -> closed.size() == many);
  }

  @Test
  void aClientThatDoesNotAnswerIsEndedAfterTheCloseTimeout() {
    sessions.opened("a");
    sessions.endAfterCloseTimeout("a", () -> closed.add("a"));
    letThreadsRun();
    await("its end").until(() -> closed.contains("a"));
  }

  @Test
  void whoHasAnsweredIsNotEndedAgain() {
    sessions.opened("a");
    sessions.endAfterCloseTimeout("a", () -> closed.add("a"));
    sessions.closed("a");

    sessions.close();

    assertThat(closed).isEmpty();
  }

  @Test
  void afterTheThreadsHaveGoneAnEndIsMadeAtOnce() {
    sessions.close();
    sessions.opened("a");
    sessions.endAfterCloseTimeout("a", () -> closed.add("a"));
    assertThat(closed).containsExactly("a");
  }

  @Test
  void whoWaitsUntilNoneIsOpenWaitsForTheLast() {
    open("a");
    open("b");
    letThreadsRun();

    sessions.awaitNone();

    assertThat(closed).containsExactlyInAnyOrder("a", "b");
    assertThat(sessions.later(Duration.ZERO, () -> "the threads go on")).isTrue();
  }

  private static final Duration FOREVER = Duration.ofMinutes(10);

  /** Closes the sessions on a thread of its own, and waits until it waits. */
  private static Thread closing(Sessions sessions) {
    Thread closing = new Thread(sessions::close, "closing");
    closing.setDaemon(true);
    closing.start();
    await("the wait").until(() -> closing.getState() == Thread.State.TIMED_WAITING);
    return closing;
  }

  @Test
  void theEndWaitsForSocketsThatTheContainerStillHolds() throws InterruptedException {
    Sessions patient = new Sessions(held(), Duration.ofMillis(50), FOREVER);
    patient.opened("a");
    patient.opened("b");
    patient.leaving("a");
    patient.leaving("b");
    Thread closing = closing(patient);

    patient.gone("a");
    assertThat(closing.isAlive()).isTrue();
    patient.gone("b");

    closing.join();
  }

  @Test
  void theEndOfASilentSocketIsBegunBeforeItsContainerIsWaitedFor() throws InterruptedException {
    Sessions patient = new Sessions(held(), FOREVER, FOREVER);
    patient.opened("a");
    patient.endAfterCloseTimeout(
        "a",
        () -> {
          patient.leaving("a");
          closed.add("a");
        });
    Thread closing = closing(patient);
    await("its end").until(() -> closed.contains("a"));
    await("the wait").until(() -> closing.getState() == Thread.State.TIMED_WAITING);

    patient.gone("a");

    closing.join();
  }

  @Test
  void socketsThatStayAreLeftAfterAWhile() {
    Sessions hasty = new Sessions(held(), Duration.ofMillis(50), Duration.ofMillis(50));
    hasty.opened("a");
    hasty.leaving("a");
    try (LogRecorder log = LogRecorder.of(Sessions.class.getName())) {
      hasty.close();

      assertThat(log.messages(Level.WARNING))
          .singleElement()
          .asString()
          .contains("1 sockets of WebSockets stay");
    }
  }
}
