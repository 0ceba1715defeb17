package io.tidewire.engine;

import java.time.Duration;

/**
 * Reports the state of one delivery loop.
 *
 * @param hasEnded whether its thread has ended before the hub was closed, and its clients with it
 * @param unread how many events wait for it
 * @param oldestUnread how long the oldest of them has waited; more than one or two seconds means
 *     that the loop is stuck or overloaded
 */
public record LoopHealth(boolean hasEnded, long unread, Duration oldestUnread) {}
