package io.tidewire.protocol;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/**
 * Makes the idempotency key under which a log keeps what a client has sent: of a fixed length, and
 * hashed, so that no store holds names of users or clients. Its scope, in front of the dot, is the
 * client's key space.
 */
final class LogKey {

  private static final int SPACE_LENGTH = 11;
  private static final int KEY_LENGTH = 22;

  private LogKey() {}

  /** {@return the key in the log for a client's own key} */
  static String of(String keySpace, String key) {
    return hash(keySpace, SPACE_LENGTH) + "." + hash(key, KEY_LENGTH);
  }

  private static String hash(String text, int length) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return Base64.getUrlEncoder().encodeToString(hash).substring(0, length);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
