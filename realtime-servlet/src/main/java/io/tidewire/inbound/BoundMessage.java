package io.tidewire.inbound;

import io.tidewire.Incoming;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Presents a message with its payload bound.
 *
 * @param message the message
 * @param bound the payload, null if the client sent null
 */
record BoundMessage(IncomingMessage message, @Nullable Object bound) implements Incoming<Object> {

  @Override
  @SuppressWarnings("NullAway") // Null only if the client sent null.
  public Object data() {
    return bound;
  }

  @Override
  public <R> R as(Class<R> type) {
    return message.as(type);
  }

  @Override
  public Topic address() {
    return message.address();
  }

  @Override
  public String type() {
    return message.type();
  }

  @Override
  public String value(String variable) {
    return message.value(variable);
  }

  @Override
  public Subscriber subscriber() {
    return message.subscriber();
  }

  @Override
  public Sender sender() {
    return message.sender();
  }

  @Override
  public Optional<String> connection() {
    return message.connection();
  }

  @Override
  public void reply(@Nullable Object data) {
    message.reply(data);
  }

  @Override
  public void refuse(String code, String message) {
    this.message.refuse(code, message);
  }
}
