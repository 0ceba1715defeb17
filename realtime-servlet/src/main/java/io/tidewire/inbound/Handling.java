package io.tidewire.inbound;

import io.tidewire.PayloadException;
import io.tidewire.spi.InboundHandler;
import java.util.Map;

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
      handler.handle(message);
      return message.end();
    } catch (Throwable e) {
      Answer unused = message.end();
      return e instanceof PayloadException unfit && message.isUnfit(unfit)
          ? new Answer.Unfit(String.valueOf(unfit.getMessage()))
          : new Answer.Failed(e);
    }
  }

  /** {@return the handler's class, for the log} */
  @Override
  public String toString() {
    return handler.getClass().getName();
  }
}
