package io.tidewire.inbound;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.Subscriber;
import io.tidewire.spi.InboundHandler;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Handles messages whose payload is bound before the call, to any type that reflection can name.
 * Such a handler stands for a method of the application, which log lines and faults show by {@link
 * #name}.
 */
public interface BoundHandler extends InboundHandler {

  /** {@return the method that is called, for messages} */
  String name();

  /** {@return what payloads are bound to} */
  Type payload();

  /**
   * Decides whether somebody may send to this handler at all. Must not block.
   *
   * @param subscriber who sends
   * @return why not, for the log; empty if the message is to be handled
   */
  Optional<String> refusal(Subscriber subscriber);

  /**
   * Handles a message as {@link InboundHandler#handle} does.
   *
   * @param message the message, with a payload of the type {@link #payload}
   * @throws Exception as {@link InboundHandler#handle}
   */
  void handleBound(Incoming<?> message) throws Exception;

  /** {@inheritDoc} Those do whose payload is bound to a file or a stream. */
  @Override
  default boolean takesTransfers() {
    return payload() == Path.class || payload() == InputStream.class;
  }

  /** {@inheritDoc} With its payload as it came. */
  @Override
  default void handle(Incoming<Payload> message) throws Exception {
    handleBound(message);
  }
}
