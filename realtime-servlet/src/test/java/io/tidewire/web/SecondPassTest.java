package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.web.SecondPass.Container;
import jakarta.servlet.AsyncContext;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A second pass begins once, and where containers need that, not while the first is under way. */
@Timeout(30)
class SecondPassTest {

  private static final String PATH = "/realtime/send";

  private final Queue<String> dispatched = new ConcurrentLinkedQueue<>();
  private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
  private final CountDownLatch looked = new CountDownLatch(3);
  private volatile boolean isReturned;

  /** Behaves as GlassFish's does: it can be configured until the container's thread has left. */
  private AsyncContext context() {
    return (AsyncContext)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {AsyncContext.class},
            (self, method, arguments) ->
                switch (method.getName()) {
                  case "dispatch" -> {
                    dispatched.add(arguments[0] + (isReturned ? " behind it" : ""));
                    yield null;
                  }
                  case "getTimeout" -> 30_000L;
                  case "setTimeout" -> {
                    looked.countDown();
                    if (isReturned) {
                      throw new IllegalStateException("its request has been returned");
                    }
                    yield null;
                  }
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  @Test
  void containersThatWaitThemselvesAreAskedAtOnce() {
    SecondPass next = SecondPass.of(context(), PATH, waiting::add);
    next.begin();
    assertThat(dispatched).containsExactly(PATH);
    next.firstPassLeaves();
    assertThat(dispatched).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource(names = {"GLASSFISH", "LIBERTY"})
  void whatIsAskedForInTheFirstPassIsDoneByItsThreadAsItLeaves(Container container) {
    SecondPass next = new SecondPass(context(), PATH, container, waiting::add);
    CompletableFuture.runAsync(next::begin).join();
    assertThat(dispatched).isEmpty();
    next.firstPassLeaves();
    assertThat(dispatched).containsExactly(PATH);
  }

  @Test
  void whatIsAskedForLaterWaitsUntilTheContainersThreadHasLeft() throws InterruptedException {
    SecondPass next = new SecondPass(context(), PATH, Container.GLASSFISH, waiting::add);
    next.firstPassLeaves();
    CompletableFuture<Void> begun = CompletableFuture.runAsync(next::begin);
    looked.await();
    assertThat(dispatched).isEmpty();
    isReturned = true;
    begun.join();
    assertThat(Optional.ofNullable(dispatched.peek())).contains(PATH + " behind it");
    assertThat(dispatched).hasSize(1);
  }

  @Test
  void whereReadersKnowAnotherRequestAThreadThatKnowsNoneDispatchesOnce() {
    SecondPass next = new SecondPass(context(), PATH, Container.LIBERTY, waiting::add);
    next.firstPassLeaves();
    next.begin();
    assertThat(dispatched).isEmpty();
    Runnable task = waiting.remove();
    task.run();
    task.run();
    assertThat(dispatched).containsExactly(PATH);
    assertThat(waiting).isEmpty();
  }
}
