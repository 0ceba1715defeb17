package io.tidewire.window;

import java.time.Duration;

/**
 * Bounds what the window keeps. The strictest bound applies.
 *
 * @param events of each topic
 * @param age since an event reached this node
 * @param bytes of heap for all events together, estimated
 * @param idleTopics how many topics without kept events are remembered one by one
 * @param inFlight how many events may be on their way to the loops, a power of two
 */
public record WindowSettings(int events, Duration age, long bytes, int idleTopics, int inFlight) {}
