package io.tidewire.web;

import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.engine.Identity;
import io.tidewire.engine.Judgement;
import io.tidewire.engine.Permissions;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.UnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Checks what one connection may subscribe to and publish: asks the application's rules about its
 * subscriber, in the security context of the request or handshake that opened it. Not kept after
 * the connection.
 */
public final class Rights implements Permissions {

  private static final Executor UNCHANGED = Runnable::run;

  private final Gate gate;
  private final Identity identity;
  private final String transport;
  private final Executor securityContext;

  Rights(Gate gate, Identity identity, String transport, Executor securityContext) {
    this.gate = gate;
    this.identity = identity;
    this.transport = transport;
    this.securityContext = securityContext;
  }

  @Override
  public Identity identity() {
    return identity;
  }

  String transport() {
    return transport;
  }

  /** {@return the rights of a token's user, whose rules are asked without any other's context} */
  Rights of(Identity bearer) {
    return new Rights(gate, bearer, transport, Runnable::run);
  }

  /** {@return the subscriber about whom the rules are asked} */
  public Subscriber subscriber() {
    return identity.subscriber();
  }

  /**
   * Asks the application's rules. May block.
   *
   * @param pattern what the subscriber wants to subscribe to
   * @throws Refusal if no rule allows it
   */
  public void checkSubscribe(TopicPattern pattern) {
    ask(() -> gate.checkSubscribe(subscriber(), transport, pattern));
  }

  /** Asks in the same way, in the request itself, whose thread has its own security context. */
  void checkSubscribeHere(TopicPattern pattern) {
    gate.checkSubscribe(subscriber(), transport, pattern);
  }

  /**
   * Asks the application's rules. May block.
   *
   * @param request what the subscriber wants to publish
   * @throws Refusal if no rule allows it
   */
  public void checkPublish(PublishRequest request) {
    ask(() -> gate.checkPublish(subscriber(), transport, request));
  }

  /**
   * Calls the application's code as the caller, where the server can carry that. May block.
   *
   * @param <T> what it returns
   * @param code the code
   * @return what the code returns
   */
  public <T> T call(Supplier<T> code) {
    return joined(CompletableFuture.supplyAsync(code, securityContext));
  }

  /**
   * {@inheritDoc}
   *
   * <p>Fails with an {@link UnavailableException} if the authenticator or a rule says so, and with
   * an {@link io.tidewire.OverloadedException} if there is no thread to ask on.
   */
  @Override
  public CompletionStage<Judgement> judge(List<TopicPattern> patterns) {
    return gate.decide(() -> judgement(patterns));
  }

  @Override
  public Permissions afterTheEnd() {
    return securityContext == UNCHANGED ? this : new Rights(gate, identity, transport, UNCHANGED);
  }

  private Judgement judgement(List<TopicPattern> patterns) {
    Rights now = refreshed();
    List<TopicPattern> refused = new ArrayList<>();
    for (TopicPattern pattern : patterns) {
      try {
        now.checkSubscribe(pattern);
      } catch (Refusal refusal) {
        if (refusal.isPassing()) {
          throw new UnavailableException(refusal.reason());
        }
        refused.add(pattern);
      }
    }
    return new Judgement(now, refused);
  }

  private Rights refreshed() {
    Subscriber known = subscriber();
    if (known.name() == null) {
      return this;
    }
    Subscriber present = call(() -> gate.refresh(known));
    boolean isTheSame = present.equals(known) && present.expires().equals(known.expires());
    return isTheSame ? this : new Rights(gate, identity.as(present), transport, securityContext);
  }

  private void ask(Runnable question) {
    Void unused = joined(CompletableFuture.runAsync(question, securityContext));
  }

  /** Throws what was thrown: a container may wrap that, while a future keeps it as it was. */
  private static <T extends @Nullable Object> T joined(CompletableFuture<T> done) {
    try {
      return done.join();
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
