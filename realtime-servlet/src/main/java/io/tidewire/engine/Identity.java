package io.tidewire.engine;

import io.tidewire.Subscriber;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Says to whom a connection belongs.
 *
 * @param subscriber about whom the rules are asked
 * @param client the client's own name for itself, or null
 * @param session the id of the HTTP session that the subscriber came from; null for tokens and
 *     anonymous clients. No log may show it
 * @param principal the user whom the container knew then, whose name may be another than the
 *     subscriber's; null without a session, or if the container knew nobody
 * @param address where the client is, as a number; 0 if that is unknown
 * @param stamp the number of the last sign-out when the subscriber was found
 */
public record Identity(
    Subscriber subscriber,
    @Nullable String client,
    @Nullable String session,
    @Nullable String principal,
    long address,
    long stamp) {

  /**
   * Identifies a client of which nothing else is known.
   *
   * @param subscriber about whom the rules are asked
   * @return the identity
   */
  public static Identity of(Subscriber subscriber) {
    return new Identity(subscriber, null, null, null, 0, 0);
  }

  /**
   * Identifies a client of which nothing but its address is known.
   *
   * @param address where it is, as a number; 0 if that is unknown
   * @return the identity
   */
  public static Identity at(long address) {
    return new Identity(Subscriber.anonymous(), null, null, null, address, 0);
  }

  /**
   * Returns the same client with what is now known of its subscriber.
   *
   * @param present the same user
   * @return the identity
   */
  public Identity as(Subscriber present) {
    return new Identity(present, client, session, principal, address, stamp);
  }

  /**
   * Returns the same client with the right of a token.
   *
   * @param named whom the token names
   * @param at the number of the last sign-out when that was found
   * @return the identity, which no session belongs to any more
   */
  public Identity bearing(Subscriber named, long at) {
    return new Identity(named, client, null, null, address, at);
  }

  /** {@return whether the container knew another user than this one when it was identified} */
  boolean isOfAnother(String user) {
    return principal != null && !principal.equals(user);
  }

  /** {@return the user's name, or null if anonymous} */
  @Nullable String user() {
    return subscriber.name();
  }

  /**
   * {@return what the client is known by over its connections: its name and its user, since anybody
   * may take any name; null if it has none. Each call makes it anew}
   */
  public @Nullable String clientKey() {
    String user = user();
    return client == null ? null : client + ' ' + (user == null ? "" : user);
  }

  /** Tells whether {@link #clientKey} is this, without making it: asked for each event. */
  boolean isKnownAs(String key) {
    String known = user();
    String user = known == null ? "" : known;
    return client != null
        && key.length() == client.length() + 1 + user.length()
        && key.startsWith(client)
        && key.charAt(client.length()) == ' '
        && key.endsWith(user);
  }

  /** {@inheritDoc} Written out, as is the rest: otherwise JDK 17 would keep the class loaded. */
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Identity that
        && subscriber.equals(that.subscriber)
        && Objects.equals(client, that.client)
        && Objects.equals(session, that.session)
        && Objects.equals(principal, that.principal)
        && address == that.address
        && stamp == that.stamp;
  }

  @Override
  public int hashCode() {
    int named = 31 * subscriber.hashCode() + Objects.hashCode(client);
    int known = 31 * (31 * named + Objects.hashCode(session)) + Objects.hashCode(principal);
    return 31 * known + Long.hashCode(address ^ stamp);
  }

  /** {@return the user's name only} */
  @Override
  public String toString() {
    String user = user();
    return user == null ? "anonymous" : "user '" + user + "'";
  }
}
