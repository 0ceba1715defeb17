package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import io.tidewire.web.ApplicationExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** Where the application's code gets its threads, by what there is. */
@Timeout(60)
class ApplicationThreadsTest {

  private static final ThreadLocal<String> IDENTITY = ThreadLocal.withInitial(() -> "nobody");
  private static final InheritableThreadLocal<String> INHERITED = new InheritableThreadLocal<>();

  @AfterEach
  void forgetTheContainer() {
    System.clearProperty(Context.INITIAL_CONTEXT_FACTORY);
    IDENTITY.remove();
  }

  private static ApplicationThreads find(Map<String, String> given) {
    Settings settings = Settings.read(List.of(SettingSource.of("test", given)));
    String identity = IDENTITY.get();
    return ApplicationThreads.find(settings, () -> task -> runAs(identity, task));
  }

  private static void runAs(String identity, Runnable task) {
    String before = IDENTITY.get();
    IDENTITY.set(identity);
    try {
      task.run();
    } finally {
      IDENTITY.set(before);
    }
  }

  private static Thread threadOf(Executor carrier) {
    CompletableFuture<Thread> ran = new CompletableFuture<>();
    carrier.execute(() -> ran.complete(Thread.currentThread()));
    return ran.join();
  }

  /** As some containers do: each thread has the identity of who asks for it. */
  private static final class Managed implements ThreadFactory {
    private static final Queue<Thread> MADE = new ConcurrentLinkedQueue<>();

    @Override
    public Thread newThread(Runnable task) {
      String identity = IDENTITY.get();
      Thread thread = new Thread(() -> runAs(identity, task));
      MADE.add(thread);
      return thread;
    }
  }

  /** A platform with the factory under its specified name. */
  public static final class Platform implements InitialContextFactory {

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
      return new InitialContext(true) {
        @Override
        public Object lookup(String name) throws NamingException {
          if (!name.equals("java:comp/DefaultManagedThreadFactory")) {
            throw new NameNotFoundException(name);
          }
          return new Managed();
        }
      };
    }
  }

  @Test
  void theContainersThreadsAreTakenAndEndWithTheApplication() {
    System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Platform.class.getName());

    Thread thread;
    try (ApplicationThreads threads = find(Map.of())) {
      thread = threadOf(threads.carrier());
      assertThat(Managed.MADE).contains(thread);
      assertThat(thread.getName()).isEqualTo("tidewire-application-1");
    }
    await("the end").until(() -> !thread.isAlive());
  }

  @Test
  void theContainerIsNotAskedAgainstTheSettings() {
    System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Platform.class.getName());

    try (ApplicationThreads threads = find(Map.of("realtime.managed-threads", "false"))) {
      assertThat(Managed.MADE).doesNotContain(threadOf(threads.carrier()));
    }
  }

  /** A thread goes on with another client's call, which must not be made as the first client. */
  @Test
  void noCallHasTheIdentityOfWhoCausedItOrAnother() throws InterruptedException {
    System.setProperty(Context.INITIAL_CONTEXT_FACTORY, Platform.class.getName());
    CountDownLatch submitted = new CountDownLatch(1);
    try (ApplicationThreads threads = find(Map.of());
        ApplicationExecutor executor = executor(threads, 2)) {
      List<CompletableFuture<String>> identities = new ArrayList<>();
      for (String user : List.of("ann", "bob", "nobody")) {
        runAs(
            user,
            () ->
                identities.add(
                    executor
                        .decide(
                            () -> {
                              submitted.await();
                              return IDENTITY.get();
                            })
                        .toCompletableFuture()));
      }
      submitted.countDown();
      assertThat(identities).allSatisfy(of -> assertThat(of.join()).isEqualTo("nobody"));
    }
  }

  private static ApplicationExecutor executor(ApplicationThreads threads, int most) {
    return new ApplicationExecutor(
        threads.carrier(), most, Duration.ofSeconds(30), UnaryOperator.identity(), () -> 0);
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void withoutAContainerAndVirtualThreadsThereAreOurOwn() {
    assertThat(VirtualThreads.executor()).isEmpty();
    Thread thread;
    try (ApplicationThreads threads = find(Map.of())) {
      thread = threadOf(threads.carrier());
      assertThat(thread.getName()).isEqualTo("tidewire-application-1");
      assertThat(thread.isDaemon()).isTrue();
    }
    await("the end").until(() -> !thread.isAlive());
  }

  @Test
  @EnabledForJreRange(max = JRE.JAVA_20)
  void ourOwnThreadsInheritNothingOfAClient() {
    INHERITED.set("ann");
    try (ApplicationThreads threads = find(Map.of())) {
      CompletableFuture<String> inherited = new CompletableFuture<>();
      threads.carrier().execute(() -> inherited.complete(String.valueOf(INHERITED.get())));
      assertThat(inherited.join()).isEqualTo("null");
    } finally {
      INHERITED.remove();
    }
  }

  @Test
  @EnabledForJreRange(min = JRE.JAVA_21)
  void noMoreThanTheBoundRunOnVirtualThreadsEither() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch enough = new CountDownLatch(4);
    try (ApplicationThreads threads = find(Map.of());
        ApplicationExecutor executor = executor(threads, 8)) {
      assertThat(threadOf(threads.carrier()).toString()).startsWith("VirtualThread[");
      List<CompletableFuture<Integer>> all = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        all.add(
            executor
                .work(
                    () -> {
                      most.accumulateAndGet(running.incrementAndGet(), Math::max);
                      enough.countDown();
                      enough.await();
                      return running.decrementAndGet();
                    })
                .toCompletableFuture());
      }
      assertThat(all).allSatisfy(call -> assertThat(call.join()).isBetween(0, 3));
    }
    assertThat(most).hasValue(4);
  }
}
