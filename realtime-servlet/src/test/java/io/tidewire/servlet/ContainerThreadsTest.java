package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.settings.SettingSource;
import io.tidewire.settings.Settings;
import java.util.Hashtable;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadFactory;
import javax.naming.Context;
import javax.naming.InitialContext;
import javax.naming.NameNotFoundException;
import javax.naming.NamingException;
import javax.naming.spi.InitialContextFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The container's threads are taken where it has any, gives them and may be asked. */
class ContainerThreadsTest {

  private static final String PROPERTY = Context.INITIAL_CONTEXT_FACTORY;

  @AfterEach
  void forgetTheContainer() {
    System.clearProperty(PROPERTY);
  }

  /** What a container makes: neither named by us nor a daemon. */
  private static final class Managed extends Thread {
    Managed(Runnable task) {
      super(task);
    }
  }

  @Test
  void theContainersThreadsAreTakenAndNamed() throws InterruptedException {
    System.setProperty(PROPERTY, Platform.class.getName());

    assertThat(thread(Map.of())).isInstanceOf(Managed.class);
  }

  @Test
  void withoutAContainersThreadsThereAreOurOwn() throws InterruptedException {
    assertThat(thread(Map.of())).isExactlyInstanceOf(Thread.class);
  }

  @Test
  void theContainerIsNotAskedAgainstTheSettings() throws InterruptedException {
    System.setProperty(PROPERTY, Platform.class.getName());

    assertThat(thread(Map.of("realtime.managed-threads", "false")))
        .isExactlyInstanceOf(Thread.class);
  }

  @Test
  void aContainerThatStopsIsDoneWithout() throws InterruptedException {
    System.setProperty(PROPERTY, StoppingPlatform.class.getName());

    assertThat(thread(Map.of())).isExactlyInstanceOf(Thread.class);
  }

  /** A thread that has run its task. */
  private static Thread thread(Map<String, String> given) throws InterruptedException {
    Settings settings = Settings.read(List.of(SettingSource.of("test", given)));
    ThreadFactory threads = ContainerThreads.named("tidewire-test", settings);
    threads.newThread(() -> {});
    Thread[] ran = new Thread[1];
    Thread thread = threads.newThread(() -> ran[0] = Thread.currentThread());
    assertThat(thread.getName()).isEqualTo("tidewire-test-2");
    assertThat(thread.isDaemon()).isTrue();
    thread.start();
    thread.join();
    assertThat(ran[0]).isSameAs(thread);
    return thread;
  }

  private static Context naming(ThreadFactory threads) throws NamingException {
    return new InitialContext(true) {
      @Override
      public Object lookup(String name) throws NamingException {
        if (!name.equals("java:comp/DefaultManagedThreadFactory")) {
          throw new NameNotFoundException(name);
        }
        return threads;
      }
    };
  }

  /** A platform with the factory under its specified name. */
  public static final class Platform implements InitialContextFactory {

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
      return naming(Managed::new);
    }
  }

  /** A platform that is stopping the application. */
  public static final class StoppingPlatform implements InitialContextFactory {

    @Override
    public Context getInitialContext(Hashtable<?, ?> environment) throws NamingException {
      return naming(
          task -> {
            throw new IllegalStateException("stopped");
          });
    }
  }
}
