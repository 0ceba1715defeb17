package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Hub;
import io.tidewire.HubClosedException;
import io.tidewire.LogRecorder;
import io.tidewire.PayloadException;
import io.tidewire.PublishedEvent;
import io.tidewire.PublishedEvent.Content;
import io.tidewire.spi.EventLog;
import io.tidewire.spi.HubObserver;
import io.tidewire.spi.HubSignal;
import io.tidewire.spi.PayloadCodec;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.util.TypeLiteral;
import jakarta.transaction.TransactionManager;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** CDI events through the real hub, with JSON-B. */
class EngineTest {

  @PushEvent(topic = "orders/{region}")
  public record OrderShipped(String region, LocalDate on, List<Item> items) {}

  public record Item(String name, int quantity) {}

  @PushEvent(topic = "broken")
  public static class Broken {
    public String getFine() {
      return "fine";
    }

    public String getUnreadable() {
      throw new IllegalStateException("lazy");
    }
  }

  @PushEvent(topic = "chains")
  public record Chain(@Nullable Chain next) {

    static Chain of(int length) {
      Chain chain = new Chain(null);
      for (int i = 1; i < length; i++) {
        chain = new Chain(chain);
      }
      return chain;
    }
  }

  @PushEvent(topic = "{missing}")
  public static class Unlinked {
    public String getMissing() {
      throw new NoClassDefFoundError("a/missing/Class");
    }
  }

  @ApplicationScoped
  static class LinkingCodec {
    @Produces
    PayloadCodec codec() {
      return payload -> {
        throw new NoClassDefFoundError("a/missing/Class");
      };
    }
  }

  @ApplicationScoped
  static class Observer implements HubObserver {
    private final BlockingQueue<HubSignal> signals = new LinkedBlockingQueue<>();

    @Override
    public void observe(HubSignal signal) {
      signals.add(signal);
    }

    HubSignal next() throws InterruptedException {
      return signals.poll(10, TimeUnit.SECONDS);
    }
  }

  @BeforeEach
  void keepEvents() {
    System.setProperty("realtime.log", TestLogs.KEEPING);
  }

  @AfterEach
  void keepNoEvents() {
    System.clearProperty("realtime.log");
  }

  private static WeldContainer start(Class<?>... classes) {
    return new Weld()
        .disableDiscovery()
        .addExtension(new TidewireExtension())
        .addBeanClasses(OrderShipped.class, Broken.class, Chain.class, Unlinked.class)
        .addBeanClasses(classes)
        .initialize();
  }

  private static Event<Object> events(WeldContainer container) {
    return container.select(new TypeLiteral<Event<Object>>() {}).get();
  }

  private static List<String> payloads() throws Exception {
    Payloads payloads = new Payloads();
    try (AutoCloseable reading = TestLogs.opened().tail(null, payloads)) {
      assertThat(reading).isNotNull();
    }
    return payloads.all;
  }

  private static final class Payloads implements EventLog.Sink {
    private final List<String> all = new ArrayList<>();

    @Override
    public void begin(EventLog.Bounds bounds) {}

    @Override
    public void accept(List<PublishedEvent> events) {
      events.forEach(event -> all.add(event.content().payload().text()));
    }

    @Override
    public void pass(Content content) {}
  }

  @Test
  void recordsAndTimesBecomeJson() throws Exception {
    try (WeldContainer container = start()) {
      events(container)
          .fire(new OrderShipped("eu", LocalDate.of(2025, 2, 28), List.of(new Item("chair", 2))));
      assertThat(payloads())
          .containsExactly(
              "{\"items\":[{\"name\":\"chair\",\"quantity\":2}],\"on\":\"2025-02-28\",\"region\":\"eu\"}");
    }
  }

  @Test
  void whatJsonBCannotEncodeFailsInTheCallerNamingThePropertyAndIsNotPublished() throws Exception {
    try (WeldContainer container = start()) {
      assertThatThrownBy(() -> events(container).fire(new Broken()))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining(Broken.class.getName())
          .hasMessageContaining("unreadable");
      assertThat(payloads()).isEmpty();
    }
  }

  @Test
  void whatIsNestedTooDeeplyFailsInTheCallerAndAsynchronously() throws Exception {
    try (WeldContainer container = start()) {
      Chain deep = Chain.of(100_000);
      assertThatThrownBy(() -> events(container).fire(deep))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining(Chain.class.getName())
          .hasMessageContaining("nested too deeply");
      assertThat(events(container).fireAsync(deep))
          .failsWithin(Duration.ofSeconds(60))
          .withThrowableOfType(ExecutionException.class)
          .havingCause()
          .isInstanceOf(PayloadException.class)
          .withMessageContaining("nested too deeply");
      events(container).fire(Chain.of(2));
      assertThat(payloads()).containsExactly("{\"next\":{}}");
    }
  }

  @Test
  void aClassThatIsMissingFailsInTheCaller() throws Exception {
    try (WeldContainer container = start(LinkingCodec.class)) {
      assertThatThrownBy(() -> events(container).fire(Chain.of(1)))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining(Chain.class.getName())
          .hasMessageContaining("a/missing/Class");
      assertThatThrownBy(() -> events(container).fire(new Unlinked()))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining("property 'missing'")
          .hasMessageContaining("a/missing/Class");
      assertThat(payloads()).isEmpty();
    }
  }

  @Test
  void aLogThatFailsIsLoggedOnceAndSignalled() throws Exception {
    System.setProperty("realtime.log", TestLogs.FAILING);
    try (LogRecorder log = LogRecorder.of("io.tidewire");
        WeldContainer container = start(Observer.class)) {
      events(container).fire(new OrderShipped("eu", LocalDate.EPOCH, List.of()));
      assertThat(log.thrown()).singleElement().isInstanceOf(IOException.class);
      assertThat(container.select(Observer.class).get().next())
          .isInstanceOfSatisfying(
              HubSignal.PublishFailed.class,
              failed -> assertThat(failed.topic().name()).isEqualTo("orders/eu"));
    }
  }

  @Test
  void aLogThatFailsAfterACommitIsLoggedOnce() throws Exception {
    System.setProperty("realtime.log", TestLogs.FAILING);
    TransactionManager transactions = com.arjuna.ats.jta.TransactionManager.transactionManager();
    try (LogRecorder log = LogRecorder.of("io.tidewire");
        WeldContainer container = start(Observer.class, JtaTransactionsTest.Jta.class)) {
      transactions.begin();
      events(container).fire(new OrderShipped("eu", LocalDate.EPOCH, List.of()));
      assertThat(log.thrown()).isEmpty();
      transactions.commit();
      assertThat(log.thrown()).singleElement().isInstanceOf(IOException.class);
    }
  }

  @Test
  void aHubThatEndsBeforeTheCommitIsLoggedOnce() throws Exception {
    TransactionManager transactions = com.arjuna.ats.jta.TransactionManager.transactionManager();
    try (LogRecorder log = LogRecorder.of("io.tidewire")) {
      transactions.begin();
      try (WeldContainer container = start(JtaTransactionsTest.Jta.class)) {
        events(container).fire(new OrderShipped("eu", LocalDate.EPOCH, List.of()));
      }
      transactions.commit();
      assertThat(log.thrown()).singleElement().isInstanceOf(HubClosedException.class);
    }
  }

  @BeforeAll
  static void keepNoTransactionLog() {
    JtaTransactionsTest.keepNoTransactionLog();
  }

  @Test
  void theHubEndsWithTheContainer() {
    WeldContainer container = start();
    Hub hub = container.select(Hub.class).get();
    assertThat(hub.name()).isEqualTo("default");
    container.close();
    assertThat(Thread.getAllStackTraces().keySet())
        .extracting(Thread::getName)
        .noneMatch(name -> name.startsWith("tidewire-"));
  }
}
