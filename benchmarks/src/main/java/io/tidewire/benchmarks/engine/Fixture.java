package io.tidewire.benchmarks.engine;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.engine.Attachment;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.EngineSettings;
import io.tidewire.engine.HubEngine;
import io.tidewire.engine.HubParts;
import io.tidewire.engine.Identity;
import io.tidewire.engine.Permissions;
import io.tidewire.engine.StartFrom;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.engine.Transactions;
import io.tidewire.engine.Transport;
import io.tidewire.window.InMemoryEventLog;
import io.tidewire.window.Ticker;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Function;

/** A hub with its default settings, and what the benchmarks do with it. */
final class Fixture {

  static final Topic TOPIC = Topic.of("orders/eu");
  static final int PAYLOAD_BYTES = 200;

  private Fixture() {}

  static HubEngine start() {
    Ticker ticker = Ticker.system();
    HubParts parts =
        new HubParts(
            new InMemoryEventLog(0, ticker),
            object -> Payload.json(String.valueOf(object)),
            Transactions.NONE,
            List.of(),
            List.of(),
            Fixture::daemon,
            InstantSource.system(),
            ticker);
    return HubEngine.start("benchmark", EngineSettings.defaults(), parts);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "tidewire");
    thread.setDaemon(true);
    return thread;
  }

  /** A message of the size that all benchmarks use, encoded beforehand. */
  static Message message() {
    return Message.to(TOPIC, "order-placed", payload()).build();
  }

  static Payload payload() {
    String frame = "{\"item\":\"\"}";
    String item = "x".repeat(PAYLOAD_BYTES - frame.length());
    return Payload.json(new StringBuilder(frame).insert(9, item).toString());
  }

  static ClientConnection subscribe(
      Attachment attachment, StartFrom start, Function<ClientConnection, Transport> transport) {
    return subscribe(attachment, TopicPattern.of(TOPIC.name()), start, transport);
  }

  static ClientConnection subscribe(
      Attachment attachment,
      TopicPattern pattern,
      StartFrom start,
      Function<ClientConnection, Transport> transport) {
    Identity anybody = Identity.of(Subscriber.anonymous());
    ClientConnection connection = attachment.open(Permissions.unquestioned(anybody), transport);
    connection.subscribe(
        new SubscribeRequest(List.of(new SubscribeRequest.Wish(pattern, start)), null));
    return connection;
  }
}
