package io.tidewire.it.app.account;

import io.tidewire.Subscriber;
import io.tidewire.spi.TokenVerifier;
import io.tidewire.spi.UnauthenticatedException;
import java.time.Instant;
import java.util.Set;

/** Takes tokens at their word: {@code <user>~<role>~<seconds since 1970 when it ends>}. */
public final class WrittenTokens implements TokenVerifier {

  /** Called by the product. */
  public WrittenTokens() {}

  /** {@return a token} */
  public static String token(String user, String role, Instant end) {
    return user + "~" + role + "~" + end.getEpochSecond();
  }

  @Override
  public Subscriber verify(String token) {
    String[] parts = token.split("~", -1);
    if (parts.length != 3) {
      throw new UnauthenticatedException("it is no token of these tests");
    }
    Instant end = Instant.ofEpochSecond(Long.parseLong(parts[2]));
    if (!end.isAfter(Instant.now())) {
      throw new UnauthenticatedException("it has ended");
    }
    return new Subscriber(parts[0], Set.of(parts[1])).until(end);
  }
}
