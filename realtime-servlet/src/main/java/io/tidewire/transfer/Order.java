package io.tidewire.transfer;

import io.tidewire.Payload;
import io.tidewire.Topic;

/**
 * Says what a client wants to transfer, and to where.
 *
 * @param owner who alone may go on with it: a user, or else a client by its name
 * @param address where the client is, as a number; 0 if that is unknown
 * @param to the address of the application
 * @param event the event type
 * @param data what the client says about it
 * @param size how many bytes it has
 * @param sha256 their hash, as 64 hexadecimal digits in lower case
 */
public record Order(
    String owner, long address, Topic to, String event, Payload data, long size, String sha256) {}
