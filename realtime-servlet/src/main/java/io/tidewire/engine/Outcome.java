package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.TopicPattern;
import io.tidewire.wire.Control;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Says what a request of a client comes to; the connection's loop carries it out. */
public final class Outcome {

  private final Action action;
  private final @Nullable CompletionStage<Control> answer;

  /** Does what {@link Outcome#carryOut} says. */
  interface Action {
    boolean carryOut(Connection connection, long newest, long written);
  }

  Outcome(Action action) {
    this(action, null);
  }

  private Outcome(Action action, @Nullable CompletionStage<Control> answer) {
    this.action = action;
    this.answer = answer;
  }

  /**
   * Subscribes.
   *
   * @param request the topics and patterns, which the rules have allowed
   * @return the outcome
   */
  public static Outcome subscribe(SubscribeRequest request) {
    return new Outcome(
        (connection, newest, written) -> {
          connection.loop().reader().passUpTo(written);
          return new SubscriptionStart(connection, request, newest).begin();
        });
  }

  /**
   * Ends a subscription.
   *
   * @param pattern what was subscribed to
   * @param confirmation the answer
   * @return the outcome
   */
  public static Outcome unsubscribe(TopicPattern pattern, Control confirmation) {
    return new Outcome(
        (connection, newest, written) -> {
          boolean unused = connection.delivery().subscriptions().drop(pattern);
          connection.tell(confirmation);
          return true;
        });
  }

  /**
   * Answers the client, and changes nothing.
   *
   * @param frame the answer
   * @return the outcome
   */
  public static Outcome answer(Control frame) {
    return new Outcome(
        (connection, newest, written) -> {
          connection.tell(frame);
          return true;
        });
  }

  /**
   * Answers the client when the answer is there; the client's next request does not wait for it.
   *
   * @param answer gives the answer; if it fails, the client gets {@code error internal}
   * @return the outcome
   */
  public static Outcome answerLater(CompletionStage<Control> answer) {
    return new Outcome(
        (connection, newest, written) -> {
          connection.requests().answerLater(answer);
          return true;
        },
        answer);
  }

  /**
   * Answers the client, and ends its connection as soon as what it has asked for before is answered
   * too.
   *
   * @param answer the answer
   * @param reason why the connection ends
   * @param atMostMillis how long the other answers may take
   * @return the outcome
   */
  public static Outcome finish(Control answer, CloseReason reason, long atMostMillis) {
    return new Outcome(
        (connection, newest, written) -> {
          connection.tell(answer);
          connection.client().finish(reason, atMostMillis);
          return true;
        });
  }

  /** {@return the outcome of a request that comes to nothing, and has no answer} */
  public static Outcome nothing() {
    return new Outcome((connection, newest, written) -> true);
  }

  /**
   * Lets the connection belong to whom a token names, who may be nobody else than before, unless
   * that was nobody. The client gets a {@code welcome}, and all its subscriptions are asked of the
   * rules again before its next request begins.
   *
   * @param permissions what it may do from now on
   * @param id the client's own id for the request, or null
   * @return the outcome
   */
  public static Outcome identify(Permissions permissions, @Nullable String id) {
    return new Outcome(
        (connection, newest, written) -> {
          if (!connection.identify(permissions, id)) {
            return true;
          }
          if (!connection.isClosed()) {
            connection.loop().rechecks().beginInTurn(connection);
          }
          return false;
        });
  }

  /**
   * Ends the connection, with an answer that explains it.
   *
   * @param reason why
   * @param lastWord the answer
   * @return the outcome
   */
  public static Outcome end(CloseReason reason, Control lastWord) {
    return new Outcome(
        (connection, newest, written) -> {
          connection.tell(lastWord);
          connection.close(reason);
          return false;
        });
  }

  /**
   * Does something at once, and goes on with what a stage comes to; the client's next request waits
   * for both.
   *
   * @param now what to do on the loop
   * @param next begins the rest, on the loop as well, and must not block
   */
  static Outcome then(
      Consumer<Connection> now, Function<Connection, CompletionStage<Outcome>> next) {
    return new Outcome(
        (connection, newest, written) -> {
          now.accept(connection);
          if (!connection.isClosed()) {
            connection.requests().goOn(next);
          }
          return false;
        });
  }

  /** {@return the answer that may come later; null if there is no such} */
  @Nullable CompletionStage<Control> answer() {
    return answer;
  }

  /**
   * Carries it out.
   *
   * @param newest the order of the newest event when the request was decided; the loop may not have
   *     reached it if the event is just entering the ring
   * @param written the place up to which the ring was written a moment after that
   * @return false if that takes several turns; then {@link Requests#finished()} is called at the
   *     end
   */
  boolean carryOut(Connection connection, long newest, long written) {
    return action.carryOut(connection, newest, written);
  }
}
