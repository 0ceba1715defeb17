package io.tidewire.engine;

import io.tidewire.limits.Bound;
import io.tidewire.limits.LimitSettings;
import io.tidewire.limits.SlidingWindow;
import io.tidewire.wire.ErrorCode;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Counts the requests of one client and the answers to them, and decides whether one more request
 * is admitted and whether the next may begin. Guarded by the {@link Requests} that it belongs to.
 */
final class RequestCounts {

  /** With so many unsent answers, a client takes none: a refusal would only fill its queue. */
  static final int MAX_UNSENT_ANSWERS = 16;

  /** After so many refusals in a row, a client ignores them. */
  static final int MAX_REFUSED_IN_A_ROW = 256;

  private static final int SECOND = 1_000;

  /** With so many unsent answers, the next request waits. */
  static final int MANY_ANSWERS = 64;

  /** So it does if they weigh so much: the answers to a few requests can be large. */
  static final int HEAVY_ANSWERS = 256 * 1024;

  /** Tells what a request may wait for. */
  enum Kind {
    /** It is the client's, and waits for the library and the application's rules. */
    REQUEST,
    /** It is the client's, and waits for the application's own code. */
    MESSAGE,
    /** It is the server's, and never refused. */
    OWN
  }

  /** Decides what becomes of one more request. */
  enum Admission {
    /** The request is to be served. */
    ADMITTED,
    /** Too many requests wait: its client is to be told that it is refused. */
    TOO_MANY_REQUESTS,
    /** Too many messages wait: its client is to be told that it is refused. */
    TOO_MANY_MESSAGES,
    /** Messages come too fast: its client is to be told that it is refused. */
    TOO_FAST,
    /** Messages of its user come too fast: its client is to be told that it is refused. */
    TOO_FAST_OF_USER,
    /** This node, or the client's address, has too many bytes that wait. */
    TOO_MANY_BYTES,
    /** The connection only waits for its last answers: its client is to be told so. */
    STOPPING,
    /** The request is one too many: the connection must be ended. */
    EXCESSIVE,
    /** The connection is about to end, or has ended: the request is dropped. */
    DROPPED
  }

  private final EngineSettings.Limits limits;
  private int requests;
  private int messages;
  private int own;
  private int refusedInARow;
  private int refusalsQueued;
  private int answersUnsent;
  private long unsentWeight;
  private boolean stopping;
  private @Nullable SlidingWindow lastSecond;

  RequestCounts(EngineSettings.Limits limits) {
    this.limits = limits;
  }

  /**
   * Decides, and counts what is refused. The caller calls {@link #admitted} once a request is
   * queued.
   *
   * @param node counts it for the node, unless that is too much for it; asked last
   */
  Admission decide(Kind kind, long now, Supplier<Admission> node) {
    if (kind == Kind.OWN) {
      return Admission.ADMITTED;
    }
    if (stopping) {
      return refuse(Admission.STOPPING, Admission.DROPPED);
    }
    Admission admission = kind == Kind.MESSAGE ? decideMessage(now) : decideRequest();
    if (admission == Admission.ADMITTED) {
      admission = node.get();
    }
    if (admission == Admission.ADMITTED) {
      refusedInARow = 0;
      return admission;
    }
    refusedInARow++;
    return refusedInARow >= MAX_REFUSED_IN_A_ROW
        ? Admission.EXCESSIVE
        : refuse(admission, Admission.EXCESSIVE);
  }

  private Admission decideRequest() {
    return requests < limits.pending() ? Admission.ADMITTED : Admission.TOO_MANY_REQUESTS;
  }

  private Admission decideMessage(long now) {
    if (requests >= limits.pending()) {
      return Admission.TOO_MANY_REQUESTS;
    }
    LimitSettings own = limits.clients();
    if (messages >= own.inbound()) {
      return Admission.TOO_MANY_MESSAGES;
    }
    return isSlowEnough(now, own.messages()) ? Admission.ADMITTED : Admission.TOO_FAST;
  }

  private boolean isSlowEnough(long now, long most) {
    if (most == LimitSettings.OFF) {
      return true;
    }
    SlidingWindow window = lastSecond;
    if (window == null) {
      window = new SlidingWindow(now, SECOND);
      lastSecond = window;
    }
    return window.tryAdd(now, most);
  }

  private Admission refuse(Admission refusal, Admission unanswered) {
    if (refusalsQueued + answersUnsent >= MAX_UNSENT_ANSWERS) {
      return unanswered;
    }
    refusalsQueued++;
    return refusal;
  }

  /** {@return what the client is told of a refusal} */
  String text(Admission refusal) {
    return switch (refusal) {
      case TOO_MANY_REQUESTS -> waiting(limits.pending() + " requests", Bound.PENDING);
      case TOO_MANY_MESSAGES -> waiting(limits.clients().inbound() + " messages", Bound.INBOUND);
      case TOO_FAST -> tooFast(limits.clients().messages() + " messages", Bound.MESSAGES);
      case TOO_FAST_OF_USER ->
          tooFast(
              limits.clients().messagesPerUser() + " messages of one user",
              Bound.MESSAGES_PER_USER);
      case TOO_MANY_BYTES ->
          "what has been sent to this node, or from this address, and is not answered yet, exceeds "
              + Bound.INBOUND_BYTES
              + "; send more slowly";
      case STOPPING -> "this connection is about to end; ask again on the next one";
      case ADMITTED, EXCESSIVE, DROPPED -> throw new IllegalArgumentException(refusal.name());
    };
  }

  private static String waiting(String most, Bound bound) {
    return most + " are waiting already, as " + bound + " allows; send them more slowly";
  }

  private static String tooFast(String most, Bound bound) {
    return "more than " + most + " a second, as " + bound + " allows; send them more slowly";
  }

  /** {@return the limit that a refusal is for; null if it is for none} */
  static @Nullable Bound bound(Admission refusal) {
    return switch (refusal) {
      case TOO_MANY_REQUESTS -> Bound.PENDING;
      case TOO_MANY_MESSAGES -> Bound.INBOUND;
      case TOO_FAST -> Bound.MESSAGES;
      case TOO_FAST_OF_USER -> Bound.MESSAGES_PER_USER;
      // Counted by the node, which knows whether it is too much for it or for the address.
      case ADMITTED, TOO_MANY_BYTES, STOPPING, EXCESSIVE, DROPPED -> null;
    };
  }

  static ErrorCode code(Admission refusal) {
    return refusal == Admission.STOPPING ? ErrorCode.OVERLOADED : ErrorCode.RATE_LIMITED;
  }

  void admitted(Kind kind) {
    count(kind, 1);
  }

  /** Counts the end of a request that was admitted: it is answered. */
  void over(Kind kind) {
    count(kind, -1);
  }

  private void count(Kind kind, int change) {
    switch (kind) {
      case REQUEST -> requests += change;
      case MESSAGE -> {
        requests += change;
        messages += change;
      }
      case OWN -> own += change;
    }
  }

  /**
   * {@return how many requests were admitted and are not answered yet, the server's own included}
   */
  int pending() {
    return requests + own;
  }

  void clear() {
    requests = 0;
    messages = 0;
    own = 0;
  }

  /** Refuses what clients ask from now on; returns false if that was so before. */
  boolean stop() {
    boolean first = !stopping;
    stopping = true;
    return first;
  }

  void stopFailed() {
    stopping = false;
  }

  boolean isStopping() {
    return stopping;
  }

  void refusalTold() {
    refusalsQueued--;
  }

  boolean areUnsent(int count, long weight) {
    return count == answersUnsent && weight == unsentWeight;
  }

  void unsent(int count, long weight) {
    answersUnsent = count;
    unsentWeight = weight;
  }

  /** {@return whether the client takes its answers, so that the next request may begin} */
  boolean mayBegin() {
    return answersUnsent < MANY_ANSWERS && unsentWeight < HEAVY_ANSWERS;
  }
}
