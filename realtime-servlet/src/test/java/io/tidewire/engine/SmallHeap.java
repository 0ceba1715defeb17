package io.tidewire.engine;

import io.tidewire.CloseReason;
import io.tidewire.Message;
import io.tidewire.Position;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.spi.EventLog;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.Ticker;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.SharedEvent;
import io.tidewire.wire.WireForm;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A process of its own that runs out of memory again and again while it publishes. Ends with 0 if
 * the loops still run then, and each client has every acknowledged event once and in order.
 */
final class SmallHeap {

  private static final int CLIENTS = 20;
  private static final int SPELLS = 5;
  private static final int MOST_EVENTS = 50_000;
  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
  private static final Topic TOPIC = Topic.of("a");

  private final HubEngine hub;
  private final Attachment attachment;
  private final List<Client> clients = new ArrayList<>();
  private final BitSet acknowledged = new BitSet(MOST_EVENTS);
  private volatile boolean hungry = true;
  private final AtomicInteger refused = new AtomicInteger();
  private int reconnects;
  private final Count count = new Count();

  private SmallHeap() {
    TestSettings settings = new TestSettings();
    settings.loops = 2;
    settings.events = MOST_EVENTS;
    settings.publishWait = Duration.ofSeconds(20);
    settings.heartbeat = Duration.ofSeconds(2);
    Ticker ticker = Ticker.system();
    EventLog log = new InMemoryEventLog(0, ticker);
    hub =
        HubEngine.start(
            "small", settings.build(), TestHub.parts(log, ticker, SmallHeap::daemon, count));
    attachment = hub.attach(() -> {}, () -> 0);
  }

  /** Counts connections, without needing memory. */
  private static final class Count implements ConnectionListener {
    private final AtomicInteger opened = new AtomicInteger();
    private final AtomicInteger closed = new AtomicInteger();

    @Override
    public void opened(ClientConnection connection) {
      opened.incrementAndGet();
    }

    @Override
    public void closed(ClientConnection connection, CloseReason reason) {
      closed.incrementAndGet();
    }

    boolean isEven() {
      return opened.get() == closed.get();
    }
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work);
    thread.setDaemon(true);
    return thread;
  }

  /** A client that comes back from its cursor whenever it is sent away. */
  private final class Client {
    private final BitSet received = new BitSet(MOST_EVENTS);
    private @Nullable Socket socket;
    private volatile long last;
    private volatile @Nullable String wrong;

    /** An event whose publisher was told that it is not in the log is a gap. */
    boolean canMissSomething() {
      return refused.get() > 0;
    }

    void keepConnected() {
      Socket current = socket;
      if (current != null && !current.closed) {
        return;
      }
      socket = null;
      Socket next = null;
      try {
        Socket[] made = new Socket[1];
        ClientConnection connection =
            attachment.open(
                Permissions.unquestioned(Identity.of(Subscriber.anonymous())),
                self -> {
                  made[0] = new Socket(this, self);
                  return made[0];
                });
        next = made[0];
        StartFrom start =
            last == 0
                ? StartFrom.beginning()
                : StartFrom.after(new Position(hub.position().epoch(), last));
        connection.subscribe(TestHub.request(start, TOPIC.name()));
        socket = next;
        reconnects++;
      } catch (Throwable e) {
        if (next != null) {
          next.leave();
        }
      }
    }
  }

  /** Makes the bytes, then notes what is in them without needing memory. */
  private static final class Socket implements Transport {
    private final Client client;
    private final ClientConnection connection;
    private volatile boolean closed;

    Socket(Client client, ClientConnection connection) {
      this.client = client;
      this.connection = connection;
    }

    void leave() {
      try {
        connection.end(CloseReason.DISCONNECTED);
      } catch (Throwable e) {
        // Its loop ends it as soon as it fails or falls silent.
      }
    }

    @Override
    public String name() {
      return "small";
    }

    @Override
    public boolean greets() {
      return false;
    }

    @Override
    public boolean isReady() {
      return !closed;
    }

    @Override
    public void send(Batch batch, Position cursor) {
      byte[] bytes = batch.in(WireForm.envelope());
      for (int i = 0; bytes.length > 0 && i < batch.frames().size(); i++) {
        Frame frame = batch.frames().get(i);
        if (frame instanceof SharedEvent event) {
          if (event.order() <= client.last) {
            client.wrong = "an event came twice or late";
          }
          client.received.set((int) event.order());
          client.last = event.order();
        } else if (frame instanceof Control.Gap && !client.canMissSomething()) {
          client.wrong = "a gap, though no event was refused";
        }
      }
    }

    @Override
    public void close(Control.Bye bye, @Nullable Position cursor) {
      closed = true;
    }
  }

  private void starve() {
    try {
      for (int spell = 0; spell < SPELLS; spell++) {
        takeAll();
      }
    } finally {
      hungry = false;
    }
  }

  /** Takes all memory, in ever smaller pieces, and gives it back after a moment. */
  private static void takeAll() {
    Object[] hoard = null;
    for (int size = 1 << 18; size >= 4; size /= 4) {
      try {
        while (true) {
          Object[] piece = new Object[size];
          piece[0] = hoard;
          hoard = piece;
        }
      } catch (OutOfMemoryError e) {
        Thread.onSpinWait();
      }
    }
    hoard = null;
    LockSupport.parkNanos(PAUSE_NANOS);
  }

  private void publish() {
    try {
      Message message = Message.to(TOPIC, "changed", "some payload").build();
      Position position = hub.publish(message).toCompletableFuture().join();
      acknowledged.set((int) position.sequence());
    } catch (Throwable e) {
      refused.incrementAndGet();
    }
  }

  private boolean run() {
    for (int i = 0; i < CLIENTS; i++) {
      clients.add(new Client());
    }
    warmUp();
    daemon(this::starve).start();
    for (int i = 0; hungry || i < 1_000; i++) {
      if (i < MOST_EVENTS / 2) {
        publish();
      }
      clients.forEach(Client::keepConnected);
      LockSupport.parkNanos(TimeUnit.MICROSECONDS.toNanos(100));
    }
    int before = acknowledged.cardinality();
    while (acknowledged.cardinality() == before) {
      publish();
    }
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!clients.stream().allMatch(this::hasAll) && System.nanoTime() < end) {
      clients.forEach(Client::keepConnected);
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
    }
    boolean isReady = hub.isReady();
    attachment.close();
    return clients.stream().allMatch(client -> hasAll(client) && client.wrong == null)
        && isReady
        && count.isEven();
  }

  /** A class that finds no memory when it is first used is lost for good, whoever uses it. */
  private void warmUp() {
    for (int i = 0; i < 200; i++) {
      publish();
      for (Client client : clients) {
        client.keepConnected();
        Socket socket = client.socket;
        if (i % 20 == 0 && socket != null) {
          socket.connection.later(
              () -> {
                throw new IllegalStateException("a fault to get used to");
              });
        }
      }
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
    }
    takeAll();
    if (report().isEmpty()) {
      throw new IllegalStateException("nothing to report");
    }
  }

  private boolean hasAll(Client client) {
    BitSet missing = (BitSet) acknowledged.clone();
    missing.andNot(client.received);
    return missing.isEmpty();
  }

  private String report() {
    StringBuilder report = new StringBuilder();
    report
        .append(acknowledged.cardinality())
        .append(" events acknowledged, ")
        .append(refused)
        .append(" refused, ")
        .append(reconnects)
        .append(" connects of ")
        .append(CLIENTS)
        .append(" clients, of connections ")
        .append(count.opened)
        .append(" opened and ")
        .append(count.closed)
        .append(" closed, loops: ")
        .append(hub.health());
    for (Client client : clients) {
      BitSet missing = (BitSet) acknowledged.clone();
      missing.andNot(client.received);
      if (!missing.isEmpty() || client.wrong != null) {
        report.append("\nmissing ").append(missing).append(", wrong: ").append(client.wrong);
      }
    }
    return report.toString();
  }

  public static void main(String[] arguments) {
    SmallHeap process = new SmallHeap();
    boolean well = process.run();
    System.out.println(process.report());
    System.exit(well ? 0 : 1);
  }
}
