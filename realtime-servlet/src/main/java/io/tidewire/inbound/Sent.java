package io.tidewire.inbound;

import io.tidewire.Payload;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Holds what a client has sent to an address.
 *
 * @param address the address, as the client wrote it
 * @param type the event type
 * @param data the payload
 * @param subscriber who sent it
 * @param sender the same, for events that are published for it
 * @param connection the connection that it came over, or null if it came over none
 * @param file what was transferred, of which the payload says something; null if it is a message
 */
public record Sent(
    Topic address,
    String type,
    Payload data,
    Subscriber subscriber,
    Sender sender,
    @Nullable String connection,
    @Nullable Path file) {

  /**
   * Holds a message.
   *
   * @param address as above
   * @param type as above
   * @param data as above
   * @param subscriber as above
   * @param sender as above
   * @param connection as above
   */
  public Sent(
      Topic address,
      String type,
      Payload data,
      Subscriber subscriber,
      Sender sender,
      @Nullable String connection) {
    this(address, type, data, subscriber, sender, connection, null);
  }

  /**
   * Returns the same with what was transferred.
   *
   * @param received the file
   * @return what the client has sent
   */
  public Sent with(Path received) {
    return new Sent(address, type, data, subscriber, sender, connection, received);
  }
}
