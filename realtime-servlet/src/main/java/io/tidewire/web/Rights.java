package io.tidewire.web;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.PublishRequest;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;

/**
 * Checks what one connection may subscribe to and publish: asks the application's rules about its
 * subscriber, in the security context of the request or handshake that opened it. Not kept after
 * the connection.
 */
public final class Rights {

  private final Gate gate;
  private final Subscriber subscriber;
  private final String transport;
  private final Executor securityContext;

  Rights(Gate gate, Subscriber subscriber, String transport, Executor securityContext) {
    this.gate = gate;
    this.subscriber = subscriber;
    this.transport = transport;
    this.securityContext = securityContext;
  }

  /** {@return the subscriber about whom the rules are asked} */
  public Subscriber subscriber() {
    return subscriber;
  }

  /**
   * Asks the application's rules. May block.
   *
   * @param pattern what the subscriber wants to subscribe to
   * @throws Refusal if no rule allows it
   */
  public void checkSubscribe(TopicPattern pattern) {
    ask(() -> gate.checkSubscribe(subscriber, transport, pattern));
  }

  /**
   * Asks the application's rules. May block.
   *
   * @param request what the subscriber wants to publish
   * @throws Refusal if no rule allows it
   */
  public void checkPublish(PublishRequest request) {
    ask(() -> gate.checkPublish(subscriber, transport, request));
  }

  private void ask(Runnable question) {
    // A container may wrap what a rule throws; the future keeps it as it was.
    CompletableFuture<Void> asked = CompletableFuture.runAsync(question, securityContext);
    try {
      asked.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      if (e.getCause() instanceof Error cause) {
        throw cause;
      }
      throw e;
    }
  }
}
