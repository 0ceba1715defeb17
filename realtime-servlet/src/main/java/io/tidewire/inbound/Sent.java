package io.tidewire.inbound;

import io.tidewire.Payload;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
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
 */
public record Sent(
    Topic address,
    String type,
    Payload data,
    Subscriber subscriber,
    Sender sender,
    @Nullable String connection) {}
