package io.tidewire.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** A thread that lives on forgets the application whose code made it, and no other. */
@EnabledForJreRange(max = JRE.JAVA_23, disabledReason = "threads keep no context since")
class ServerThreadsTest {

  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread worker = new Thread(this::work);

  @BeforeEach
  void start() {
    worker.start();
  }

  @AfterEach
  void stop() throws InterruptedException {
    end.countDown();
    worker.join();
  }

  private void work() {
    try {
      end.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theContextOfAnApplicationThatEndsIsDropped() throws ReflectiveOperationException {
    assertThat(context()).isNotNull();

    ServerThreads.forget(getClass().getClassLoader());

    assertThat(context()).isNull();
  }

  @Test
  void theContextOfAnotherApplicationStays() throws Exception {
    Object before = context();

    try (URLClassLoader other = new URLClassLoader(new URL[0])) {
      ServerThreads.forget(other);
    }

    assertThat(context()).isNotNull().isSameAs(before);
  }

  private @Nullable Object context() throws ReflectiveOperationException {
    var field = Thread.class.getDeclaredField("inheritedAccessControlContext");
    field.setAccessible(true);
    return field.get(worker);
  }
}
