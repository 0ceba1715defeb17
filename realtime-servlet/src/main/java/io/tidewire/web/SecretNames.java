package io.tidewire.web;

import java.security.SecureRandom;
import java.util.Base64;

/** Makes names that nobody can guess: 128 random bits each. Thread-safe. */
public final class SecretNames {

  private static final int BYTES = 16;

  private final SecureRandom random = new SecureRandom();

  /** Creates a source of names. */
  public SecretNames() {}

  /**
   * Makes a name.
   *
   * @return 22 of A-Z a-z 0-9 - _
   */
  public String next() {
    byte[] name = new byte[BYTES];
    random.nextBytes(name);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(name);
  }
}
