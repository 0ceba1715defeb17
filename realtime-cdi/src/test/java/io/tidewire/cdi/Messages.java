package io.tidewire.cdi;

import io.tidewire.Payload;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Answer;
import io.tidewire.inbound.Binding;
import io.tidewire.inbound.Sent;
import io.tidewire.servlet.DefaultCodec;
import java.util.Optional;

/** Sends messages to the handlers of a container, as clients do. */
final class Messages {

  private final Addresses addresses;

  Messages(TestContainer cdi) {
    DefaultCodec codec = new DefaultCodec();
    this.addresses = Addresses.of(cdi.parts().handlers(), new Binding(codec, Optional.of(codec)));
  }

  Answer send(Subscriber who, String address, String type, String json) {
    return send(who, address, type, Payload.json(json));
  }

  Answer send(Subscriber who, String address, String type, Payload data) {
    Topic to = Topic.of(address);
    Sent sent = new Sent(to, type, data, who, Sender.of(who.name(), "c1"), "connection");
    return addresses.find(to, type).orElseThrow().handle(sent);
  }

  boolean takes(String address, String type) {
    return addresses.find(Topic.of(address), type).isPresent();
  }
}
