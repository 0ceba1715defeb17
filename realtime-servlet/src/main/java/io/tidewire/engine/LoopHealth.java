package io.tidewire.engine;

import java.time.Duration;

/**
 * How one delivery loop is.
 *
 * @param hasEnded whether its thread is gone, which happens only before the hub's end, and its
 *     clients with it
 * @param unread how many events wait for it
 * @param oldestUnread how long the oldest of them has waited; more than a second or two means that
 *     the loop is stuck or overloaded
 */
public record LoopHealth(boolean hasEnded, long unread, Duration oldestUnread) {}
