package io.tidewire.sample;

import java.util.regex.Pattern;

/**
 * Names a user in a request.
 *
 * @param value 1 to 64 letters, digits and {@code . _ @ -}
 */
record UserName(String value) {

  private static final Pattern ALLOWED = Pattern.compile("[\\p{L}\\p{N}._@-]{1,64}");

  UserName {
    if (!ALLOWED.matcher(value).matches()) {
      throw RefusedException.badRequest(
          "a user's name has 1 to 64 letters, digits and the characters . _ @ -");
    }
  }
}
