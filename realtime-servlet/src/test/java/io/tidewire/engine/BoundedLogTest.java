package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.engine.BoundedLog.Kind;
import io.tidewire.window.ManualTicker;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.ResourceBundle;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** However often a client causes it, a log grows by a few lines a minute. */
class BoundedLogTest {

  private final ManualTicker ticker = new ManualTicker();
  private final Lines lines = new Lines();
  private final BoundedLog log = new BoundedLog("orders", ticker);

  @Test
  void tenMessagesAMinuteAreLoggedAndThenTheNumberOfTheRest() {
    log(Kind.FORBIDDEN, 1_000_000);
    assertThat(lines.texts()).hasSize(10).allMatch(line -> line.equals("INFO: what happened"));

    ticker.advance(59_999);
    log.sweep();
    assertThat(lines.texts()).hasSize(10);

    ticker.advance(1);
    log.sweep();
    assertThat(lines.texts()).hasSize(11);
    assertThat(lines.texts().get(10))
        .isEqualTo(
            "INFO: hub 'orders': 999990 more refused topics were not logged, since one minute logs"
                + " at most 10");

    log.sweep();
    assertThat(lines.texts()).hasSize(11);
  }

  @Test
  void theNextMessageToldAfterAMinuteComesBehindTheNumberOfTheRest() {
    log(Kind.FORBIDDEN, 12);
    ticker.advance(60_000);
    log(Kind.FORBIDDEN, 1);

    assertThat(lines.texts()).hasSize(12);
    assertThat(lines.texts().get(10)).contains("2 more refused topics");
    assertThat(lines.texts().get(11)).isEqualTo("INFO: what happened");
  }

  @Test
  void aMinuteWithFewMessagesEndsWithoutAWord() {
    log(Kind.FORBIDDEN, 10);
    ticker.advance(60_000);
    log.sweep();
    log(Kind.FORBIDDEN, 10);

    assertThat(lines.texts()).hasSize(20);
  }

  @Test
  void oneKindDoesNotHideAnother() {
    log(Kind.FOREIGN_ORIGIN, 1_000);
    log(Kind.RULE_FAILURE, 1);

    assertThat(lines.texts()).hasSize(11).last().isEqualTo("ERROR: what happened");
  }

  @Test
  void theEndTellsWhatIsLeftOutSoFar() {
    log(Kind.FORBIDDEN, 11);
    log.close();

    assertThat(lines.texts()).last().asString().contains("1 more refused topics");
  }

  @Test
  void whatNobodyLogsIsNotCounted() {
    log(Kind.MALFORMED, 1_000);
    log.close();

    assertThat(lines.texts()).isEmpty();
  }

  @Test
  void aMessageIsOneLineOfABoundedLength() {
    log.log(Kind.FORBIDDEN, lines, "a\nb" + "c".repeat(10_000));

    assertThat(lines.texts().get(0)).startsWith("INFO: a\\nbccc").hasSizeLessThan(1_010);
  }

  @Test
  void anExceptionKeepsItsTraceAndItsCausesButNotTheirMessages() {
    Exception cause = new NumberFormatException("For input string: \"1\nERROR forged\"");
    log.log(
        Kind.RULE_FAILURE, lines, "failed", new IllegalStateException("x".repeat(99_999), cause));

    assertThat(lines.texts().get(0))
        .contains("java.lang.IllegalStateException: xxx")
        .contains(
            "Caused by: java.lang.NumberFormatException: For input string: \"1\\nERROR forged")
        .contains("at " + BoundedLogTest.class.getName())
        .hasSizeLessThan(50_000);
  }

  @Test
  void anExceptionWithoutHarmIsLoggedAsItIs() {
    Exception failure = new IllegalStateException("no", new IllegalArgumentException("really"));
    log.log(Kind.RULE_FAILURE, lines, "failed", failure);

    assertThat(lines.thrown).containsExactly(failure);
  }

  @Test
  void manyThreadsTogetherLogNoMore() throws InterruptedException {
    int threads = 8;
    CountDownLatch start = new CountDownLatch(1);
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    for (int i = 0; i < threads; i++) {
      executor.execute(
          () -> {
            awaitQuietly(start);
            log(Kind.FORBIDDEN, 1_000);
          });
    }
    start.countDown();
    executor.shutdown();
    assertThat(executor.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
    log.close();

    assertThat(lines.texts()).hasSize(11).last().asString().contains("7990 more");
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void log(Kind kind, int times) {
    for (int i = 0; i < times; i++) {
      log.log(kind, lines, "what happened");
    }
  }

  /** A logger at level INFO. */
  private static final class Lines implements System.Logger {
    private final List<String> texts = new ArrayList<>();
    private final List<Throwable> thrown = new ArrayList<>();

    synchronized List<String> texts() {
      return List.copyOf(texts);
    }

    @Override
    public String getName() {
      return "lines";
    }

    @Override
    public boolean isLoggable(Level level) {
      return level.getSeverity() >= Level.INFO.getSeverity();
    }

    @Override
    public synchronized void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String message,
        @Nullable Throwable failure) {
      if (isLoggable(level)) {
        StringWriter line = new StringWriter().append(level + ": " + message);
        if (failure != null) {
          thrown.add(failure);
          failure.printStackTrace(new PrintWriter(line.append("\n"), true));
        }
        texts.add(line.toString());
      }
    }

    @Override
    public void log(
        Level level,
        @Nullable ResourceBundle bundle,
        @Nullable String format,
        @Nullable Object... parameters) {
      log(level, bundle, format, (Throwable) null);
    }
  }
}
