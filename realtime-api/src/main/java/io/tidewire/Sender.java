package io.tidewire;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Identifies who publishes an event: the user whom clients see in {@code from}, and the client that
 * is left out by {@link Message.Builder#exceptSender}. Immutable; holds no connection.
 */
public final class Sender {

  private static final int MAX_LENGTH = 512;

  private final @Nullable String user;
  private final @Nullable String client;

  private Sender(@Nullable String user, @Nullable String client) {
    this.user = user;
    this.client = client;
  }

  /**
   * Names a sender.
   *
   * @param user the user's name, or null if anonymous; at most 512 characters
   * @param client names the sending client over reconnects, or null if nothing does; at most 512
   *     characters
   * @return the sender
   * @throws IllegalArgumentException if either is too long
   */
  public static Sender of(@Nullable String user, @Nullable String client) {
    check("user", user);
    check("client", client);
    return new Sender(user, client);
  }

  private static void check(String what, @Nullable String name) {
    if (name != null && name.length() > MAX_LENGTH) {
      throw new IllegalArgumentException(
          "%s of a sender: %d characters, at most %d are allowed"
              .formatted(what, name.length(), MAX_LENGTH));
    }
  }

  /** {@return the user's name, or null if anonymous} */
  public @Nullable String user() {
    return user;
  }

  /**
   * {@return what names the sending client over reconnects; null if nothing does. Never leaves the
   * server}
   */
  public @Nullable String client() {
    return client;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Sender that
        && Objects.equals(user, that.user)
        && Objects.equals(client, that.client);
  }

  @Override
  public int hashCode() {
    return Objects.hash(user, client);
  }

  /** Shows the user only: who knows a client's name could pass for it. */
  @Override
  public String toString() {
    return "Sender[user=" + user + "]";
  }
}
