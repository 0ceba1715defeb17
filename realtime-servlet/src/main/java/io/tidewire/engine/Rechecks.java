package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.TopicPattern;
import io.tidewire.spi.UnauthenticatedException;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Excerpt;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Has the rights of connections of one loop checked again, a few at a time. Confined to the loop.
 *
 * <p>A check is a request of the server's own in the connection's order: what was subscribed before
 * it is asked about, and what is subscribed behind it is asked about by itself. If it cannot be
 * told whether somebody may go on, it is asked again a few times; then the connection ends, since a
 * right that cannot be shown is none. A client that polls is answered at once, and judged by its
 * next request.
 */
final class Rechecks {

  /**
   * So many of a loop are asked about at once: all of them could fill the application's threads.
   */
  static final int AT_ONCE = 32;

  /** After which times it is asked again. */
  private static final long[] AGAIN_MILLIS = {1_000, 2_000, 4_000};

  private static final long NEVER = Long.MAX_VALUE;
  private static final System.Logger LOG = System.getLogger(Rechecks.class.getName());

  private final Loop loop;
  private final Map<Connection, Check> checks = new HashMap<>();
  private final Queue<Connection> inTurn = new ArrayDeque<>();
  private int asking;

  Rechecks(Loop loop) {
    this.loop = loop;
  }

  /** Counts the connections that one call has begun to check. */
  private static final class Call {

    private final CompletableFuture<Void> done;
    private int left;

    Call(CompletableFuture<Void> done, int left) {
      this.done = done;
      this.left = left;
      tellIfDone();
    }

    void one() {
      left--;
      tellIfDone();
    }

    private void tellIfDone() {
      if (left == 0) {
        done.complete(null);
      }
    }
  }

  /** Holds the calls that wait for the check of one connection, and how far that is. */
  private static final class Check {

    private final List<Call> calls = new ArrayList<>(1);

    /** Those that came when it was too late for them: the rules may have been asked already. */
    private final List<Call> behind = new ArrayList<>(0);

    /** Completes the connection's request; null until it has its turn. */
    private @Nullable CompletableFuture<Outcome> turn;

    private boolean isAsking;
    private int failures;
    private long againAt = NEVER;
  }

  /** Checks some connections; the future completes when all of them are judged, or have ended. */
  void begin(List<Connection> connections, CompletableFuture<Void> done) {
    Call call = new Call(done, connections.size());
    connections.forEach(connection -> begin(connection, call));
  }

  /** Checks one connection. */
  void begin(Connection connection) {
    begin(connection, new Call(new CompletableFuture<>(), 1));
  }

  /** Checks a connection within the request that it is just serving. */
  void beginInTurn(Connection connection) {
    Check unused = checks.computeIfAbsent(connection, missing -> new Check());
    connection.requests().goOn(this::ask);
  }

  private void begin(Connection connection, Call call) {
    if (connection.isClosed()) {
      call.one();
      return;
    }
    if (connection.answersOnce()) {
      connection.close(CloseReason.MAX_AGE);
      call.one();
      return;
    }
    Check known = checks.get(connection);
    if (known == null) {
      Check check = new Check();
      check.calls.add(call);
      checks.put(connection, check);
      request(connection);
    } else {
      (known.turn == null ? known.calls : known.behind).add(call);
    }
  }

  private void request(Connection connection) {
    connection.client().check(Outcome.then(unused -> {}, this::ask));
  }

  /** Called when the connection's turn has come; its later requests wait. */
  private CompletionStage<Outcome> ask(Connection connection) {
    CompletableFuture<Outcome> turn = new CompletableFuture<>();
    Check check = checks.get(connection);
    if (check == null) {
      return CompletableFuture.completedStage(Outcome.nothing());
    }
    check.turn = turn;
    inTurn.add(connection);
    askMore();
    return turn;
  }

  private void askMore() {
    while (asking < AT_ONCE && !inTurn.isEmpty()) {
      Connection connection = inTurn.remove();
      Check check = checks.get(connection);
      if (check != null && check.turn != null) {
        check.isAsking = true;
        asking++;
        judge(connection, check.turn);
      }
    }
  }

  private void judge(Connection connection, CompletableFuture<Outcome> turn) {
    CompletionStage<Judgement> judged;
    try {
      judged =
          connection.client().permissions().judge(connection.delivery().subscriptions().patterns());
    } catch (RuntimeException | Error e) {
      // As if the stage had failed with it.
      judged = CompletableFuture.failedStage(e);
    }
    CompletionStage<Boolean> unused =
        judged.handle((judgement, failure) -> turn.complete(outcome(judgement, failure)));
  }

  private Outcome outcome(@Nullable Judgement judgement, @Nullable Throwable failure) {
    return new Outcome(
        (connection, newest, written) -> {
          if (judgement != null) {
            judged(connection, judgement);
          } else {
            undecided(connection, failure);
          }
          return true;
        });
  }

  private void judged(Connection connection, Judgement judgement) {
    connection.mayFromNowOn(judgement.now());
    drop(connection, judgement.refused());
    over(connection);
  }

  /** Tells the client of each subscription that ends. One that cannot be told is sent away. */
  private static void drop(Connection connection, List<TopicPattern> refused) {
    Subscriptions subscriptions = connection.delivery().subscriptions();
    for (TopicPattern pattern : refused) {
      if (!connection.isClosed() && subscriptions.drop(pattern)) {
        String message =
            "not allowed any more to subscribe to '" + Excerpt.of(pattern.text()) + "'";
        connection.tell(new Control.Unsubscribed(null, pattern.text()));
        connection.tell(
            new Control.Error(ErrorCode.FORBIDDEN.code(), message, null, pattern.text()));
      }
    }
    if (!refused.isEmpty() && subscriptions.all().isEmpty() && connection.needsSubscriptions()) {
      connection.close(CloseReason.FORBIDDEN);
    }
  }

  private void undecided(Connection connection, @Nullable Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    Check check = checks.get(connection);
    if (cause instanceof UnauthenticatedException) {
      connection.close(CloseReason.SIGNED_OUT);
    } else if (check == null || check.failures == AGAIN_MILLIS.length) {
      loop.shared()
          .boundedLog()
          .log(
              BoundedLog.Kind.RULE_FAILURE,
              LOG,
              "the rights of " + connection + " could not be checked; it ends",
              cause);
      connection.close(CloseReason.INTERNAL);
    } else {
      check.againAt = loop.state().now() + AGAIN_MILLIS[check.failures];
      check.failures++;
      check.calls.addAll(check.behind);
      check.behind.clear();
      leaveTurn(check);
      askMore();
    }
  }

  private void leaveTurn(Check check) {
    check.turn = null;
    if (check.isAsking) {
      check.isAsking = false;
      asking--;
    }
  }

  /** Asks again what could not be told, when it is time. */
  void sweep(long now) {
    if (checks.isEmpty()) {
      return;
    }
    checks.forEach(
        (connection, check) -> {
          if (now >= check.againAt) {
            check.againAt = NEVER;
            request(connection);
          }
        });
  }

  /** Ends the check of a connection, which is judged or has ended. Can be repeated. */
  void over(Connection connection) {
    Check check = checks.isEmpty() ? null : checks.remove(connection);
    if (check == null) {
      return;
    }
    leaveTurn(check);
    check.calls.forEach(Call::one);
    check.behind.forEach(call -> begin(connection, call));
    askMore();
  }
}
