package io.tidewire.protocol;

import io.tidewire.OverloadedException;
import io.tidewire.TopicPattern;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.Outcome;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.SubscribeQuery;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Subscribes a connection to what the rules allow, which are asked on threads that may block. */
final class Subscribing {

  private final WebApplication application;
  private final ClientConnection connection;
  private final Refused refused;

  /** Says what becomes of a client whose request is refused. */
  interface Refused {

    /** The client is told, and goes on. */
    Refused ANSWERED = (refusal, error) -> Outcome.answer(error);

    /** The client's connection ends with a code that says why. */
    Refused ENDED = (refusal, error) -> Outcome.end(refusal.closeReason(), error);

    Outcome outcome(Refusal refusal, Control error);
  }

  Subscribing(WebApplication application, ClientConnection connection, Refused refused) {
    this.application = application;
    this.connection = connection;
    this.refused = refused;
  }

  /**
   * Requests subscriptions.
   *
   * @throws Refusal if the client's object is malformed
   */
  void subscribe(Members members, @Nullable String id) {
    SubscribeRequest request =
        new SubscribeQuery(application.hub())
            .read(members.topics(), members.since(), members.rewind(), id);
    subscribe(request, members.size());
  }

  /**
   * Requests subscriptions that were read before.
   *
   * @param bytes how much is kept of what the client has sent for it
   */
  void subscribe(SubscribeRequest request, int bytes) {
    connection.request(request.id(), bytes, () -> decide(request));
  }

  /**
   * Requests the end of a subscription.
   *
   * @throws Refusal if the client's object is malformed
   */
  void unsubscribe(Members members, @Nullable String id) {
    TopicPattern pattern = members.topic();
    Control confirmation = new Control.Unsubscribed(id, pattern.text());
    Outcome outcome = Outcome.unsubscribe(pattern, confirmation);
    connection.request(id, members.size(), () -> CompletableFuture.completedStage(outcome));
  }

  private CompletionStage<Outcome> decide(SubscribeRequest request) {
    CompletionStage<Outcome> decided;
    try {
      decided = application.executor().decide(() -> ask(request));
    } catch (OverloadedException e) {
      decided = CompletableFuture.failedStage(e);
    }
    return decided.exceptionally(failure -> undecided(failure, request.id()));
  }

  /** Asks about all topics in turn, unless the client has left meanwhile. */
  private Outcome ask(SubscribeRequest request) {
    try {
      if (connection.isEnding()) {
        throw new Refusal(ErrorCode.OVERLOADED, "the connection has ended");
      }
      Rights rights = (Rights) connection.permissions();
      request.wishes().forEach(wish -> rights.checkSubscribe(wish.pattern()));
      return Outcome.subscribe(request);
    } catch (Refusal refusal) {
      return refused.outcome(refusal, Failures.refused(application, refusal, request.id()));
    }
  }

  /** Tells a client to ask again later; any other failure is told by its connection. */
  private Outcome undecided(Throwable failure, @Nullable String id) {
    if (failure instanceof OverloadedException overloaded) {
      Control error = Failures.overloaded(application, overloaded, id);
      return refused.outcome(Refusal.of(overloaded), error);
    }
    throw new CompletionException(failure);
  }
}
