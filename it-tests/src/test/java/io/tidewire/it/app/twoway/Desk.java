package io.tidewire.it.app.twoway;

import io.tidewire.Hub;
import io.tidewire.Incoming;
import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.cdi.Received;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Handles what clients send. */
@ApplicationScoped
public class Desk {

  @Inject private Hub hub;
  @Inject private Turn turn;
  private final AtomicInteger handled = new AtomicInteger();
  private final Map<String, CountDownLatch> gates = new ConcurrentHashMap<>();

  void say(@Observes @Received("desk/{room}") Incoming<ChatLine> in, String room, Subscriber who) {
    String line = in.data().text.repeat(in.data().times);
    in.reply(Map.of("said", who.user().orElse("somebody") + " in " + room + ": " + line));
  }

  void tell(@Observes @Received(value = "desk/{room}", type = "tell") Incoming<Payload> in) {
    hub.publish(
        Message.to(Topic.of("rooms/{room}", in.value("room")), "line", in.data())
            .sender(in.sender())
            .build());
  }

  /** Replies with what it was sent. */
  void mirror(@Observes @Received("mirror") Incoming<byte[]> in) {
    in.reply(Payload.binary(in.data(), "image/png"));
  }

  void refuse(@Observes @Received("refuse") Incoming<Payload> in) {
    in.refuse("sold-out", "none left");
  }

  void fail(@Observes @Received("fail") Incoming<Payload> in) {
    throw new IllegalStateException("of " + Desk.class.getName());
  }

  /** Replies with its place among all calls, and with how often it was the request's first. */
  void count(@Observes @Received("count") Incoming<Payload> in) {
    in.reply(Map.of("place", handled.incrementAndGet(), "turn", turn.next()));
  }

  /** Waits for {@link #release}; the client's next messages wait behind it. */
  void hold(@Observes @Received("hold/{gate}") Incoming<Payload> in, String gate)
      throws InterruptedException {
    gates.computeIfAbsent(gate, none -> new CountDownLatch(1)).await();
  }

  void release(@Observes @Received("release/{gate}") Incoming<Payload> in, String gate) {
    gates.computeIfAbsent(gate, none -> new CountDownLatch(1)).countDown();
  }

  @RolesAllowed("nobody-has-it")
  void secret(@Observes @Received("secret") Incoming<Payload> in) {
    in.reply("the secret");
  }
}
