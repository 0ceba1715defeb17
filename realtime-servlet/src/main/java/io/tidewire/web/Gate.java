package io.tidewire.web;

import io.tidewire.OverloadedException;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.engine.BoundedLog;
import io.tidewire.engine.ComeBack;
import io.tidewire.engine.HubEngine;
import io.tidewire.engine.NodeLimits;
import io.tidewire.limits.Bound;
import io.tidewire.settings.Settings;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Excerpt;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Decides who may connect, and what they may subscribe to and publish. Asks application code: it
 * may block.
 */
public final class Gate {

  /** The header in which the filter before an upgrade confirms that the request may come in. */
  public static final String ENTERED = "tidewire-entered";

  private static final int SECRET_BITS = 128;
  private static final String POLL = "poll";

  private final OriginPolicy origins;
  private final ClientAddress addresses;
  private final NodeLimits limits;
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
    this.addresses = new ClientAddress(settings.trust(), secret);
    this.limits = hub.nodeLimits();
    this.refusals = new Refusals(hub, settings.development());
    this.identification =
        new Identification(
            callers,
            refusals,
            settings.trust().tokensInQueries(),
            addresses::of,
            hub.directory()::stamp);
    this.ruleFailures = refusals.failureLog(BoundedLog.Kind.RULE_FAILURE);
  }

  /** {@return the policy for foreign web pages} */
  public OriginPolicy origins() {
    return origins;
  }

  /**
   * Checks what can be checked of a request to connect without asking the application: where it
   * comes from, how its client names itself, that it has one token at most, and that its address
   * does not try too often. Refused requests count for that as well.
   *
   * @param arrival the request
   * @throws Refusal if it comes from a foreign page, is malformed, or is one too many
   */
  public void enter(Arrival arrival) {
    String client = nameOf(arrival);
    boolean comesAgain = arrival.transport().equals(POLL);
    if (!limits.mayConnect(addresses.of(arrival), comesAgain ? client : null)) {
      limits.reached().count(Bound.CONNECTS);
      throw refusals
          .refuse(
              BoundedLog.Kind.OVERLOADED,
              ErrorCode.RATE_LIMITED,
              "this address connects too often, by " + Bound.CONNECTS,
              arrival.transport(),
              "an address connects too often, by " + Bound.CONNECTS)
          .comingBackAfter(ComeBack.whenRateAllows(ThreadLocalRandom.current()))
          .endingConnectionOf(arrival);
    }
    check(arrival);
  }

  /**
   * Finds out where a request comes from.
   *
   * @param arrival the request
   * @return the address of its client as a number, 0 if that is unknown
   */
  public long addressOf(Arrival arrival) {
    return addresses.of(arrival);
  }

  /** Reads the client's name for the rate, for which a malformed one is none. */
  private static @Nullable String nameOf(Arrival arrival) {
    try {
      return ClientName.in(arrival);
    } catch (Refusal refusal) {
      return null;
    }
  }

  /**
   * Checks the same of a request that only asks, so that it counts for no limit.
   *
   * @param arrival the request
   * @throws Refusal if it comes from a foreign page, or is malformed
   */
  public void check(Arrival arrival) {
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

  /** {@return what no client can guess} */
  public String secret() {
    return secret;
  }

  /**
   * Returns the value of {@link #ENTERED}, which also tells the handshake the client's address.
   *
   * @param arrival a request that has entered
   * @return the value, which no client can guess
   */
  public String pass(Arrival arrival) {
    return addresses.pass(arrival);
  }

  /**
   * Tells whether the filter before an upgrade has let a request {@link #enter}.
   *
   * @param arrival the request
   * @return whether it carries this application's secret
   */
  public boolean hasEntered(Arrival arrival) {
    return addresses.passed(arrival) != null;
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
    check("subscribe", pattern, transport, () -> access.maySubscribe(subscriber, pattern));
  }

  /** Asks the application's rules. */
  void checkPublish(Subscriber subscriber, String transport, PublishRequest request) {
    TopicPattern topic = TopicPattern.of(request.topic());
    check("publish", topic, transport, () -> access.mayPublish(subscriber, request));
  }

  private void check(
      String what, TopicPattern pattern, String transport, Supplier<AccessDecision> rules) {
    String topic = pattern.text();
    String notAllowed = "not allowed to " + what + " to '" + Excerpt.of(topic) + "'";
    Supplier<AccessDecision> decision =
        pattern.isClosed()
            ? () ->
                AccessDecision.refused("'" + topic + "' is the system's own, which no rule opens")
            : rules;
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
      // A rule is the application's: whatever it throws, it allows nothing.
      String what = "an access rule of " + access.getClass().getName();
      throw refusals.failed(ruleFailures, what, e, notAllowed).withTopic(topic);
    }
  }
}
