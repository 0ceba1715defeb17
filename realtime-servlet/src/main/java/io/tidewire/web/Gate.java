package io.tidewire.web;

import io.tidewire.OverloadedException;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.engine.BoundedLog;
import io.tidewire.engine.HubEngine;
import io.tidewire.settings.Settings;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Excerpt;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Decides who may connect, and what they may subscribe to and publish. Asks application code: it
 * may block.
 */
public final class Gate {

  /** The header in which the filter before an upgrade confirms that the request may come in. */
  public static final String ENTERED = "tidewire-entered";

  private static final int SECRET_BITS = 128;

  private final OriginPolicy origins;
  private final Identification identification;
  private final TopicAccess access;
  private final Refusals refusals;
  private final FailureLog ruleFailures;
  private final ApplicationExecutor executor;
  private final String secret = new BigInteger(SECRET_BITS, new SecureRandom()).toString();

  Gate(
      Settings.HttpSettings settings,
      Callers callers,
      TopicAccess access,
      HubEngine hub,
      ApplicationExecutor executor) {
    this.executor = executor;
    this.origins = new OriginPolicy(settings.trust());
    this.access = access;
    this.refusals = new Refusals(hub, settings.development());
    this.identification =
        new Identification(
            callers, refusals, settings.trust().tokensInQueries(), hub.directory()::stamp);
    this.ruleFailures = refusals.failureLog(BoundedLog.Kind.RULE_FAILURE);
  }

  /** {@return the policy for foreign web pages} */
  public OriginPolicy origins() {
    return origins;
  }

  /**
   * Checks what can be checked of a request without asking the application: where it comes from,
   * how its client names itself, and that it has one token at most.
   *
   * @param arrival the request
   * @throws Refusal if it comes from a foreign page, or is malformed
   */
  public void enter(Arrival arrival) {
    origins
        .refusal(arrival)
        .ifPresent(
            reason -> {
              throw refusals.refuse(
                  BoundedLog.Kind.FOREIGN_ORIGIN,
                  ErrorCode.FORBIDDEN,
                  "a page of another origin may not connect",
                  arrival.transport(),
                  reason);
            });
    var unusedName = ClientName.in(arrival);
    var unusedToken = identification.credentials(arrival);
  }

  /** {@return the value of {@link #ENTERED}: a secret that no client can guess} */
  public String secret() {
    return secret;
  }

  /**
   * Tells whether the filter before an upgrade has let a request {@link #enter}.
   *
   * @param arrival the request
   * @return whether it carries this application's secret
   */
  public boolean hasEntered(Arrival arrival) {
    return arrival.headers(ENTERED).equals(List.of(secret));
  }

  /**
   * Identifies who sends a request that has entered, for a connection, whose rules are asked on
   * other threads as well. May block.
   *
   * @param arrival the request that this thread handles
   * @return the sender's rights, which keep this thread's security context if the server can
   * @throws Refusal if the credentials are invalid or cannot be checked, or the request cannot be
   *     read
   */
  public Rights identify(Arrival arrival) {
    Identification.Found found = identification.judge(arrival);
    return new Rights(this, found.identity(), arrival.transport(), found.context().get());
  }

  /**
   * Identifies who sends a request that has entered, whose rules are asked by its own thread only.
   * May block.
   *
   * @param arrival the request
   * @return the sender's rights
   * @throws Refusal if the credentials are invalid or cannot be checked, or the request cannot be
   *     read
   */
  public Rights identifyForNow(Arrival arrival) {
    Identification.Found found = identification.judge(arrival);
    return new Rights(this, found.identity(), arrival.transport(), Runnable::run);
  }

  /**
   * Judges a token that a client sends over its connection. May block.
   *
   * @param token the token
   * @param before what the client may do until then
   * @return what the token's user may do
   * @throws Refusal if the token is not valid or cannot be judged
   */
  public Rights signIn(String token, Rights before) {
    return before.of(identification.signIn(token, before.identity(), before.transport()));
  }

  /** Asks the application on a thread for decisions. */
  <T> CompletionStage<T> decide(Callable<T> question) {
    try {
      return executor.decide(question);
    } catch (OverloadedException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** Asks the authenticator about a user who is connected. */
  Subscriber refresh(Subscriber known) {
    return identification.refresh(known);
  }

  /** Asks the application's rules, unless the topic is the subscriber's own. */
  void checkSubscribe(Subscriber subscriber, String transport, TopicPattern pattern) {
    if (UserTopic.isOf(subscriber, pattern)) {
      return;
    }
    check("subscribe", pattern.text(), transport, () -> access.maySubscribe(subscriber, pattern));
  }

  /** Asks the application's rules. */
  void checkPublish(Subscriber subscriber, String transport, PublishRequest request) {
    check(
        "publish", request.topic().name(), transport, () -> access.mayPublish(subscriber, request));
  }

  private void check(
      String what, String topic, String transport, Supplier<AccessDecision> decision) {
    String notAllowed = "not allowed to " + what + " to '" + Excerpt.of(topic) + "'";
    decide(decision, topic, notAllowed)
        .reason()
        .ifPresent(
            reason -> {
              throw refusals
                  .refuse(
                      BoundedLog.Kind.FORBIDDEN,
                      ErrorCode.FORBIDDEN,
                      notAllowed,
                      transport,
                      // Rules name the topic as the client wrote it.
                      reason.replace(topic, Excerpt.of(topic)))
                  .withTopic(topic);
            });
  }

  private AccessDecision decide(
      Supplier<AccessDecision> decision, String topic, String notAllowed) {
    try {
      return Objects.requireNonNull(decision.get(), "it returned null");
    } catch (Exception | Error e) {
      String what = "an access rule of " + access.getClass().getName();
      throw refusals.failed(ruleFailures, what, e, notAllowed).withTopic(topic);
    }
  }
}
