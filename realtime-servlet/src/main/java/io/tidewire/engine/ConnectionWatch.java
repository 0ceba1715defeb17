package io.tidewire.engine;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Hears of the connections of one web application, and lives as long as they do. No method but
 * {@link #close} may block.
 */
public interface ConnectionWatch extends ConnectionListener, AutoCloseable {

  /** Hears nothing. */
  ConnectionWatch NONE = new ConnectionWatch() {};

  /**
   * Expects a connection that its loop will open. Called before anything of its client is handled.
   *
   * @param connection the connection
   */
  default void expect(ClientConnection connection) {}

  /**
   * Waits until the application knows of a connection.
   *
   * @param connection its name, or null for none
   * @return done when the application was told all that has happened to it so far; never fails
   */
  default CompletionStage<Void> afterThose(@Nullable String connection) {
    return CompletableFuture.completedStage(null);
  }

  /** {@return whether it could bear more connections now; else none is opened} */
  default boolean hasRoom() {
    return true;
  }

  /** Does what is to be done a few times a second. */
  default void sweep() {}

  /** Ends it. Called when all connections have ended, or could not be ended in time. */
  @Override
  default void close() {}
}
