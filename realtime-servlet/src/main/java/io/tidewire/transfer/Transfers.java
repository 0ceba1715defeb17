package io.tidewire.transfer;

import io.tidewire.OverloadedException;
import io.tidewire.engine.BoundedLog;
import io.tidewire.limits.Bound;
import io.tidewire.limits.LimitSettings;
import io.tidewire.web.Refusal;
import io.tidewire.web.SecretNames;
import io.tidewire.web.WebApplication;
import io.tidewire.window.Ticker;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Keeps the transfers of one web application: those that are under way, and the answers of those
 * that are over. Thread-safe.
 */
public final class Transfers implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Transfers.class.getName());
  private static final long SWEEP_MILLIS = 1_000;
  private static final String GONE = "there is no such transfer of yours, or not any more";

  private final WebApplication application;
  private final LimitSettings.Transfers limits;
  private final TransferFolder folder;
  private final Ticker ticker;
  private final SecretNames names = new SecretNames();
  private final Holdings holdings;
  private final Offers offers;
  private final Remembered remembered = new Remembered();
  private final Map<String, Transfer> byName = new ConcurrentHashMap<>();
  private final AtomicBoolean discarding = new AtomicBoolean();
  private volatile boolean closed;

  /** Owned by the loop that sweeps. */
  private long nextSweep = Long.MIN_VALUE;

  private Transfers(WebApplication application, TransferFolder folder, Ticker ticker) {
    this.application = application;
    this.limits = application.settings().engine().limits().clients().transfers();
    this.folder = folder;
    this.ticker = ticker;
    this.holdings = new Holdings(limits);
    this.offers = Offers.of(application, ticker);
  }

  /**
   * Receives the transfers of an application.
   *
   * @param application the application, whose executor touches the files
   * @param folder where these lie; deleted when this is closed
   * @param ticker the clock
   * @return the transfers, of which there are none
   */
  public static Transfers of(WebApplication application, TransferFolder folder, Ticker ticker) {
    Transfers transfers = new Transfers(application, folder, ticker);
    application.attachment().regularly(transfers::sweep);
    return transfers;
  }

  /**
   * Begins a transfer. Does not block: its file is made with its first chunk.
   *
   * @param order what the client wants to transfer
   * @return the transfer
   * @throws Refusal if it is too large, or there is no room for it
   */
  public Transfer begin(Order order) {
    if (closed) {
      throw new Refusal(ErrorCode.OVERLOADED, "the application is shutting down");
    }
    if (order.size() > limits.maxSize()) {
      throw refusal(
          Bound.TRANSFER_SIZE,
          ErrorCode.TOO_LARGE,
          "%d bytes, at most %d by ".formatted(order.size(), limits.maxSize()));
    }
    Optional<Bound> reached = holdings.take(order);
    if (reached.isPresent()) {
      throw refusal(
          reached.get(),
          reached.get() == Bound.TRANSFER_BYTES ? ErrorCode.OVERLOADED : ErrorCode.RATE_LIMITED,
          "no room for one more transfer, by ");
    }
    application.hub().transfers().begun(order.size());
    String name = names.next();
    int chunk = Chunks.lengthFor(application.settings().engine().limits().message());
    Transfer transfer =
        new Transfer(
            name, order, new Chunks(order.size(), chunk), new TransferFile(folder, name), this);
    byName.put(name, transfer);
    return transfer;
  }

  private Refusal refusal(Bound bound, ErrorCode code, String why) {
    application.hub().nodeLimits().reached().count(bound);
    return new Refusal(code, why + bound);
  }

  /**
   * Finds a transfer.
   *
   * @param name its name
   * @param owner who asks for it
   * @return the transfer
   * @throws Refusal if there is none of this name and owner, or not any more: the same whether the
   *     name is another's or nobody's
   */
  public Transfer find(String name, String owner) {
    Transfer found = byName.get(name);
    if (found == null || found.isForgotten() || !found.order().owner().equals(owner)) {
      throw new Refusal(ErrorCode.GONE, GONE);
    }
    return found;
  }

  /** {@return the files that clients may pull} */
  public Offers offers() {
    return offers;
  }

  static Control gone() {
    return new Control.Error(ErrorCode.GONE, GONE, null);
  }

  long millis() {
    return ticker.millis();
  }

  void refused(ErrorCode code, String why) {
    application.hub().refused(code.code(), why);
  }

  void completed() {
    application.hub().transfers().completed();
  }

  void remember(Transfer transfer, long weight) {
    remembered.add(transfer, weight);
  }

  void discarded(Order order) {
    holdings.give(order);
    application.hub().transfers().over(order.size());
  }

  void failed(String what, Throwable failure) {
    application.hub().boundedLog().log(BoundedLog.Kind.TRANSFER_FAILURE, LOG, what, failure);
  }

  /** Ends those that have waited too long, and forgets the oldest. On a loop, so without files. */
  private void sweep() {
    long now = ticker.millis();
    if (now < nextSweep) {
      return;
    }
    nextSweep = now + SWEEP_MILLIS;
    long timeout = limits.timeout().toMillis();
    remembered.forgetUntil(now - timeout);
    boolean left = false;
    for (Transfer transfer : byName.values()) {
      transfer.expire(now, timeout);
      left |= transfer.isToBeDiscarded();
    }
    byName.values().removeIf(transfer -> transfer.isForgotten() && transfer.isDiscarded());
    if (left && discarding.compareAndSet(false, true)) {
      discardLater();
    }
  }

  private void discardLater() {
    try {
      application
          .executor()
          .work(this::discardAll)
          .whenComplete((done, failure) -> discarding.set(false));
    } catch (OverloadedException e) {
      discarding.set(false);
    }
  }

  private boolean discardAll() {
    for (Transfer transfer : byName.values()) {
      if (transfer.isToBeDiscarded()) {
        transfer.discard();
      }
    }
    return true;
  }

  /** {@return how many are known: under way, or remembered} */
  int known() {
    return byName.size();
  }

  Holdings holdings() {
    return holdings;
  }

  /** {@inheritDoc} Deletes all files. To be called when the application's code has ended. */
  @Override
  public void close() {
    closed = true;
    for (Transfer transfer : byName.values()) {
      transfer.end(gone());
      transfer.discard();
    }
    byName.clear();
    offers.close();
    folder.delete();
  }
}
