package io.tidewire.engine;

import io.tidewire.OverloadedException;
import io.tidewire.limits.Bound;
import io.tidewire.limits.Limit;
import io.tidewire.limits.LimitSettings;
import io.tidewire.limits.Occupancy;
import io.tidewire.limits.Reached;
import io.tidewire.spi.HubSignal;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Counts and bounds the connections of a hub on this node, with the sockets that outlive theirs.
 * Thread-safe; never calls out.
 *
 * <h2>Places</h2>
 *
 * A connection is admitted before it is made, on the thread of its request. What is counted is
 * noted in its {@link Place}, step by step, so that leaving can be repeated after an error and
 * takes back what was done, neither more nor less. One thread at a time works on a place: first the
 * request's, then the loop's.
 */
final class ConnectionCounts {

  private static final int TENTH = 10;

  private final int most;
  private final Signals signals;
  private final Reached reached;
  private final List<Limit> ofUser;
  private final Limit addressShare;
  private final List<Limit> ofAddress;

  private final AtomicInteger connections = new AtomicInteger();
  private final AtomicInteger waiting = new AtomicInteger();
  private final int mostWaiting;
  private final Limit waitingShare;

  /** How many of those that are waiting are of each address. */
  private final ConcurrentHashMap<Long, Integer> waitingOf = new ConcurrentHashMap<>();

  private final Set<Place> closing = ConcurrentHashMap.newKeySet();
  private final ConcurrentHashMap<String, Occupancy> users = new ConcurrentHashMap<>();
  private final ConcurrentHashMap<Long, Occupancy> addresses = new ConcurrentHashMap<>();

  /** Creates counts of zero; the signals are told how many sockets are closing. */
  ConnectionCounts(int most, LimitSettings limits, Signals signals, Reached reached) {
    this.most = most;
    this.signals = signals;
    this.reached = reached;
    this.mostWaiting = limits.waiting();
    this.waitingShare = new Limit("one address", Bound.WAITING_SHARE, nineTenths(mostWaiting));
    this.ofUser = List.of(new Limit("one user", Bound.PER_USER, limits.perUser()));
    this.addressShare = new Limit("one address", Bound.ADDRESS_SHARE, nineTenths(most));
    this.ofAddress =
        List.of(addressShare, new Limit("one address", Bound.PER_ADDRESS, limits.perAddress()));
  }

  /** Remembers what a connection, or a socket that outlives one, takes up. Equal only to itself. */
  static final class Place {

    /** Its client's name if it polls: polls of one client may count once. */
    private final @Nullable String pollsAs;

    private Identity identity;
    private boolean isTotalCounted;
    private boolean isUserCounted;
    private boolean isAddressCounted;
    private boolean isWaiting;

    private Place(Identity identity, Road road) {
      this.identity = identity;
      this.pollsAs = road == Road.POLL ? identity.clientKey() : null;
    }

    /** {@return whether its client has still to send something} */
    boolean isWaiting() {
      return isWaiting;
    }
  }

  /** Says what becomes of a connection. */
  enum Road {
    /** It lasts, and its client sends nothing over it. */
    STREAM,
    /** It ends with its first answer, and its client comes again. */
    POLL,
    /** It lasts, and its client sends something soon, if only an answer to a ping. */
    SOCKET
  }

  /**
   * Counts a connection before it is made.
   *
   * @return what it takes up, to be removed when it has ended
   * @throws OverloadedException if this node holds all that it may; nothing is counted then
   * @throws LimitException if its user or address does; nothing is counted then
   */
  Place admit(Identity identity, Road road) {
    Place place = new Place(identity, road);
    if (connections.incrementAndGet() + closing() > most) {
      connections.decrementAndGet();
      reached.count(Bound.CONNECTIONS);
      throw new OverloadedException("this node holds " + Bound.CONNECTIONS + "=" + most);
    }
    place.isTotalCounted = true;
    try {
      if (road == Road.SOCKET) {
        expectFirstFrame(place);
      }
      count(place, true);
    } catch (RuntimeException | Error e) {
      remove(place);
      throw e;
    }
    return place;
  }

  private static int nineTenths(int most) {
    return most - most / TENTH;
  }

  private void expectFirstFrame(Place place) {
    long address = place.identity.address();
    int ofAddress = address == 0 ? 0 : waitingOf.merge(address, 1, Integer::sum);
    place.isWaiting = true;
    if (waiting.incrementAndGet() > mostWaiting) {
      reached.count(Bound.WAITING);
      throw new OverloadedException(
          "too many WebSockets of this node have sent nothing yet: "
              + Bound.WAITING
              + "="
              + mostWaiting);
    }
    check(waitingShare, ofAddress);
  }

  /** Called when a client has sent something. Can be repeated. */
  void heard(Place place) {
    if (place.isWaiting) {
      place.isWaiting = false;
      waiting.decrementAndGet();
      var unused =
          waitingOf.computeIfPresent(
              place.identity.address(), (key, count) -> count == 1 ? null : count - 1);
    }
  }

  /** {@return how many clients have still to send something} */
  int waiting() {
    return waiting.get();
  }

  /** {@return of how many addresses they are, where that is known} */
  int waitingAddresses() {
    return waitingOf.size();
  }

  /** Notes each step once it is done: an error in it leaves the map as it was. */
  private void count(Place place, boolean isBounded) {
    long address = place.identity.address();
    if (address != 0) {
      List<Limit> limits = isBounded ? ofAddress : List.of();
      addresses.compute(address, (key, known) -> occupied(place, known, limits));
      place.isAddressCounted = true;
    }
    String user = place.identity.user();
    if (user != null) {
      List<Limit> limits = isBounded ? ofUser : List.of();
      users.compute(user, (key, known) -> occupied(place, known, limits));
      place.isUserCounted = true;
    }
  }

  private Occupancy occupied(Place place, @Nullable Occupancy known, List<Limit> limits) {
    Occupancy occupancy = known == null ? new Occupancy() : known;
    long used = occupancy.with(place.pollsAs);
    limits.forEach(limit -> check(limit, used));
    occupancy.add(place.pollsAs);
    return occupancy;
  }

  private void check(Limit limit, long used) {
    limit
        .refusal(used)
        .ifPresent(
            reason -> {
              reached.count(limit.bound());
              throw new LimitException(reason);
            });
  }

  /**
   * Checks that an address leaves room for others, before a socket of it is opened: one that is
   * refused counts until its client has read why.
   *
   * @throws LimitException if its connections and closing sockets take up all that they may
   */
  void requireShare(long address) {
    var unused =
        addresses.computeIfPresent(
            address,
            (key, known) -> {
              check(addressShare, known.used() + 1);
              return known;
            });
  }

  /**
   * Counts a connection for whom it belongs to now: its user, who has signed in, or the same with a
   * right of another origin than a session.
   *
   * @throws LimitException if the user holds all that one user may; nothing has changed then
   */
  void identify(Place place, Identity now) {
    String before = place.identity.user();
    String user = now.user();
    if (user != null && before == null) {
      users.compute(user, (key, known) -> occupied(place, known, ofUser));
      place.identity = now;
      place.isUserCounted = true;
    } else {
      place.identity = now;
    }
  }

  /** Takes back all that a place has counted. Can be repeated. */
  void remove(Place place) {
    String user = place.identity.user();
    if (user != null && place.isUserCounted) {
      users.computeIfPresent(user, (key, known) -> left(place, known));
      place.isUserCounted = false;
    }
    if (place.isAddressCounted) {
      addresses.computeIfPresent(place.identity.address(), (key, known) -> left(place, known));
      place.isAddressCounted = false;
    }
    heard(place);
    if (place.isTotalCounted) {
      place.isTotalCounted = false;
      connections.decrementAndGet();
    }
  }

  private static @Nullable Occupancy left(Place place, Occupancy known) {
    known.remove(place.pollsAs);
    return known.used() == 0 ? null : known;
  }

  /**
   * Counts a socket that is closing until the returned action is run, once or more often. It counts
   * for this node, its user and its address, and is never refused.
   */
  Runnable closing(Identity owner) {
    Place place = new Place(owner, Road.STREAM);
    closing.add(place);
    count(place, false);
    tell();
    return () -> {
      if (closing.remove(place)) {
        remove(place);
        tell();
      }
    };
  }

  private void tell() {
    signals.emit(() -> new HubSignal.Closing(closing()));
  }

  /** {@return how many sockets outlive their connections} */
  int closing() {
    return closing.size();
  }

  /** {@return how many connections there are} */
  int connections() {
    return connections.get();
  }

  /** {@return how many users have a connection, or a socket that is closing} */
  int users() {
    return users.size();
  }

  /** {@return what the connections and closing sockets of a user count} */
  long usedBy(String user) {
    Occupancy occupancy = users.get(user);
    return occupancy == null ? 0 : occupancy.used();
  }
}
