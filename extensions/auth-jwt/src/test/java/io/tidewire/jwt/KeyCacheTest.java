package io.tidewire.jwt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import io.tidewire.LogRecorder;
import io.tidewire.spi.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When keys are fetched, who waits for that, and how long old ones are good. */
class KeyCacheTest {

  private static final Duration PATIENCE = Duration.ofMinutes(5);
  private static final JWK OLD = Signer.rsa(2_048).publicKey("old");
  private static final JWK NEW = Signer.rsa(2_048).publicKey("new");

  /** An issuer that may be away, or slow until it is let go. */
  private static final class Issuer implements KeyCache.Source {
    volatile List<JWK> keys = List.of(OLD);
    volatile boolean away;
    volatile CountDownLatch gate = new CountDownLatch(0);
    final AtomicInteger fetches = new AtomicInteger();

    @Override
    public List<JWK> fetch() throws IOException {
      fetches.incrementAndGet();
      try {
        gate.await();
      } catch (InterruptedException e) {
        throw new IOException(e);
      }
      if (away) {
        throw new IOException("connection refused");
      }
      return keys;
    }

    @Override
    public String toString() {
      return "https://issuer.example/keys";
    }
  }

  private final Issuer issuer = new Issuer();
  private final AtomicLong millis = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final KeyCache cache = new KeyCache(issuer, millis::get, PATIENCE);
  private final ExecutorService callers = Executors.newCachedThreadPool();
  private final LogRecorder log = LogRecorder.of(KeyCache.class);

  @AfterEach
  void close() {
    callers.shutdownNow();
    log.close();
  }

  private void pass(Duration time) {
    millis.addAndGet(time.toMillis());
  }

  private List<JWK> find(String name) {
    return cache.matching(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(name).build());
  }

  private void assertFetches(int number) {
    assertThat(issuer.fetches).as("fetches").hasValue(number);
  }

  @Test
  void youngKeysAreUsedAsTheyAre() {
    assertThat(find("old")).containsExactly(OLD);
    pass(Duration.ofMinutes(10).minusMillis(1));
    assertThat(find("old")).containsExactly(OLD);
    assertFetches(1);
  }

  @Test
  void aWithdrawnKeyIsGoneAfterTenMinutes() {
    assertThat(find("old")).isNotEmpty();
    issuer.keys = List.of(NEW);
    pass(Duration.ofMinutes(10));

    assertThat(find("old")).isEmpty();
    assertThat(find("new")).containsExactly(NEW);
    assertFetches(2);
  }

  @Test
  void aNewKeyIsFoundAtOnceIfTheLastFetchIsAMinuteAgo() {
    assertThat(find("old")).isNotEmpty();
    issuer.keys = List.of(OLD, NEW);
    pass(Duration.ofMinutes(1));

    assertThat(find("new")).containsExactly(NEW);
    assertFetches(2);
  }

  @Test
  void aStormOfUnknownNamesIsOneFetchAMinute() {
    for (int second = 0; second < 180; second++) {
      for (int i = 0; i < 100; i++) {
        assertThat(find("unknown" + i)).isEmpty();
      }
      assertThat(find("old")).containsExactly(OLD);
      pass(Duration.ofSeconds(1));
    }
    assertFetches(3);
  }

  @Test
  void oldKeysAreGoodForAnHourWhileTheIssuerIsAway() {
    assertThat(find("old")).isNotEmpty();
    issuer.away = true;
    for (int minute = 1; minute < 60; minute++) {
      pass(Duration.ofMinutes(1));
      assertThat(find("old")).containsExactly(OLD);
    }
    assertFetches(51);
    pass(Duration.ofMinutes(1));
    assertThatThrownBy(() -> find("old")).isInstanceOf(UnavailableException.class);

    issuer.away = false;
    pass(Duration.ofMinutes(1));
    assertThat(find("old")).containsExactly(OLD);
  }

  @Test
  void anUnknownNameCannotBeJudgedWhileTheIssuerIsAway() {
    assertThat(find("old")).isNotEmpty();
    issuer.away = true;
    pass(Duration.ofMinutes(2));

    assertThatThrownBy(() -> find("new")).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> find("new")).isInstanceOf(UnavailableException.class);
    assertFetches(2);
    assertThat(find("old")).containsExactly(OLD);
  }

  @Test
  void withoutAnyKeysTheIssuerIsAskedEachTenSeconds() {
    issuer.away = true;
    for (int second = 0; second < 30; second++) {
      assertThatThrownBy(() -> find("old")).isInstanceOf(UnavailableException.class);
      pass(Duration.ofSeconds(1));
    }
    assertFetches(3);
    issuer.away = false;
    assertThat(find("old")).containsExactly(OLD);
  }

  @Test
  void anOutageIsLoggedOncePerFetch() {
    issuer.away = true;
    assertThatThrownBy(() -> find("old")).isInstanceOf(UnavailableException.class);
    assertThatThrownBy(() -> find("old")).isInstanceOf(UnavailableException.class);

    assertThat(log.messages(Level.WARNING))
        .containsExactly(
            "the keys of tokens cannot be fetched from https://issuer.example/keys:"
                + " java.io.IOException: connection refused");
  }

  @Test
  void othersGoOnWithOldKeysWhileOneFetches() throws Exception {
    assertThat(find("old")).isNotEmpty();
    pass(Duration.ofMinutes(10));
    Future<List<JWK>> fetching = beginSlowFetch("old");

    assertThat(find("old")).containsExactly(OLD);
    assertThat(fetching).isNotDone();
    issuer.gate.countDown();
    assertThat(fetching.get(30, TimeUnit.SECONDS)).containsExactly(OLD);
    assertFetches(2);
  }

  @Test
  void onlyAFewWaitForTheFirstKeysAndTheOthersAreToldAtOnce() throws Exception {
    Future<List<JWK>> fetching = beginSlowFetch("old");
    List<Future<List<JWK>>> waiting = new ArrayList<>();
    while (waiting.size() < 30) {
      waiting.add(callers.submit(() -> find("old")));
    }
    await(() -> waiting.stream().filter(Future::isDone).count() >= 22);
    Map<Boolean, List<Future<List<JWK>>>> told =
        waiting.stream().collect(Collectors.partitioningBy(Future::isDone));
    assertThat(told.get(true)).hasSize(22);
    for (Future<List<JWK>> each : told.get(true)) {
      assertThatThrownBy(each::get)
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnavailableException.class);
    }

    issuer.gate.countDown();
    assertThat(fetching.get(30, TimeUnit.SECONDS)).containsExactly(OLD);
    for (Future<List<JWK>> each : told.get(false)) {
      assertThat(each.get(30, TimeUnit.SECONDS)).containsExactly(OLD);
    }
    assertFetches(1);
  }

  @Test
  void nobodyWaitsForAFetchForEver() throws Exception {
    KeyCache impatient = new KeyCache(issuer, millis::get, Duration.ZERO);
    issuer.gate = new CountDownLatch(1);
    JWSHeader head = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("old").build();
    Future<List<JWK>> fetching = callers.submit(() -> impatient.matching(head));
    await(() -> issuer.fetches.get() > 0);

    assertThatThrownBy(() -> impatient.matching(head)).isInstanceOf(UnavailableException.class);
    issuer.gate.countDown();
    assertThat(fetching.get(30, TimeUnit.SECONDS)).containsExactly(OLD);
  }

  @Test
  void whoWaitsForAFetchThatFailsIsToldSo() throws Exception {
    issuer.away = true;
    Future<List<JWK>> fetching = beginSlowFetch("old");
    Future<List<JWK>> waiting = callers.submit(() -> find("old"));
    issuer.gate.countDown();

    for (Future<List<JWK>> each : List.of(fetching, waiting)) {
      assertThatThrownBy(() -> each.get(30, TimeUnit.SECONDS))
          .isInstanceOf(ExecutionException.class)
          .hasCauseInstanceOf(UnavailableException.class);
    }
  }

  @Test
  void anErrorEndsTheFetchToo() {
    List<Error> failures = new ArrayList<>(List.of(new StackOverflowError("once")));
    KeyCache failing =
        new KeyCache(
            () -> {
              if (!failures.isEmpty()) {
                throw failures.remove(0);
              }
              return List.of(OLD);
            },
            millis::get,
            PATIENCE);
    JWSHeader head = new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("old").build();

    assertThatThrownBy(() -> failing.matching(head)).isInstanceOf(StackOverflowError.class);
    pass(Duration.ofSeconds(10));
    assertThat(failing.matching(head)).containsExactly(OLD);
  }

  private Future<List<JWK>> beginSlowFetch(String name) {
    issuer.gate = new CountDownLatch(1);
    int before = issuer.fetches.get();
    Future<List<JWK>> fetching = callers.submit(() -> find(name));
    await(() -> issuer.fetches.get() > before);
    return fetching;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime() - deadline).as("patience").isNegative();
      Thread.onSpinWait();
    }
  }
}
