package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.servlet.AsyncContext;
import java.lang.reflect.Proxy;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A second pass begins once, and where containers need that, not while the first is under way. */
@Timeout(30)
class SecondPassTest {

  private static final String PATH = "/realtime/send";

  private final Queue<String> dispatched = new ConcurrentLinkedQueue<>();
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
    SecondPass next = SecondPass.of(context(), PATH);
    next.begin();
    assertThat(dispatched).containsExactly(PATH);
    next.firstPassLeaves();
    assertThat(dispatched).hasSize(1);
  }

  @Test
  void whatIsAskedForInTheFirstPassIsDoneByItsThreadAsItLeaves() {
    SecondPass next = new SecondPass(context(), PATH, true);
    CompletableFuture.runAsync(next::begin).join();
    assertThat(dispatched).isEmpty();
    next.firstPassLeaves();
    assertThat(dispatched).containsExactly(PATH);
  }

  @Test
  void whatIsAskedForLaterWaitsUntilTheContainersThreadHasLeft() throws InterruptedException {
    SecondPass next = new SecondPass(context(), PATH, true);
    next.firstPassLeaves();
    CompletableFuture<Void> begun = CompletableFuture.runAsync(next::begin);
    looked.await();
    assertThat(dispatched).isEmpty();
    isReturned = true;
    begun.join();
    assertThat(Optional.ofNullable(dispatched.peek())).contains(PATH + " behind it");
    assertThat(dispatched).hasSize(1);
  }
}
