package io.tidewire.inbound;

import io.tidewire.Subscriber;
import io.tidewire.spi.InboundHandler;
import java.util.Map;
import java.util.Optional;

/** Calls the handler of one address. */
public final class Handling {

  private final InboundHandler handler;
  private final Map<String, String> values;
  private final Binding binding;

  Handling(InboundHandler handler, Map<String, String> values, Binding binding) {
    this.handler = handler;
    this.values = values;
    this.binding = binding;
  }

  /**
   * Has a message handled. May block.
   *
   * @param sent the message
   * @return what the application has answered, or failed with
   */
  public Answer handle(Sent sent) {
    IncomingMessage message = new IncomingMessage(sent, values, binding);
    try {
      return handler instanceof BoundHandler bound ? handle(bound, message) : handle(message);
    } catch (Throwable e) {
      Answer unused = message.end();
      return message
          .unfitBehind(e)
          .<Answer>map(unfit -> new Answer.Unfit(String.valueOf(unfit.getMessage())))
          .orElseGet(() -> new Answer.Failed(e));
    }
  }

  private Answer handle(IncomingMessage message) throws Exception {
    handler.handle(message);
    return message.end();
  }

  private static Answer handle(BoundHandler bound, IncomingMessage message) throws Exception {
    Optional<String> refusal = bound.refusal(message.subscriber());
    if (refusal.isPresent()) {
      return new Answer.Forbidden(refusal.get());
    }
    bound.handleBound(message.boundTo(bound.payload()));
    return message.end();
  }

  /** {@return whether it takes files} */
  public boolean takesTransfers() {
    return handler.takesTransfers();
  }

  /**
   * Decides whether somebody may send to the handler at all, before anything is received.
   *
   * @param subscriber who sends
   * @return why not, for the log; empty if the handler is to be called
   */
  public Optional<String> refusal(Subscriber subscriber) {
    return handler instanceof BoundHandler bound ? bound.refusal(subscriber) : Optional.empty();
  }

  /** {@return the handler's name, for the log} */
  @Override
  public String toString() {
    return Addresses.name(handler);
  }
}
