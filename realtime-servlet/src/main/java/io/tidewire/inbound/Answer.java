package io.tidewire.inbound;

import io.tidewire.Payload;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Says what the application has answered to a message. */
public sealed interface Answer {

  /**
   * Tells that the message was handled.
   *
   * @param data what the handler replied with, or null
   */
  record Acknowledged(@Nullable Payload data) implements Answer {}

  /**
   * Tells that the message was handled, and that the client may pull a file.
   *
   * @param file the application's file
   */
  record Offered(Path file) implements Answer {}

  /**
   * Tells that the application refuses the message.
   *
   * @param code a code of the application's own
   * @param message what is wrong, for the client
   */
  record Refused(String code, String message) implements Answer {}

  /**
   * Tells that the sender may not send this.
   *
   * @param reason why not, for the log
   */
  record Forbidden(String reason) implements Answer {}

  /**
   * Tells that the payload does not fit what the handler wants.
   *
   * @param message the path of the fault, and what is wrong there
   */
  record Unfit(String message) implements Answer {}

  /**
   * Tells that the handler failed.
   *
   * @param thrown what it threw
   */
  record Failed(Throwable thrown) implements Answer {}
}
