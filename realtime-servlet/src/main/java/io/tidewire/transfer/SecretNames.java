package io.tidewire.transfer;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes names that nobody can guess: 128 random bits each. Thread-safe. */
final class SecretNames {

  private static final int BYTES = 16;

  private final SecureRandom random = new SecureRandom();

  String next() {
    byte[] name = new byte[BYTES];
    random.nextBytes(name);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
  }
}
