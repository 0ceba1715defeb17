/**
 * Internal: this node's in-memory tail of the log. Events come from the log ({@link
 * io.tidewire.window.LogTail}), are followed live in a ring, and are kept for replay in a history
 * that is bounded. Knows no connection, no loop and no transport: what delivers events is a {@link
 * io.tidewire.window.Follower} and reads by way of a {@link io.tidewire.window.Reader}.
 *
 * <p>Reading order: {@code Window}, {@code Replay}, {@code History}.
 */
@NullMarked
package io.tidewire.window;

import org.jspecify.annotations.NullMarked;
