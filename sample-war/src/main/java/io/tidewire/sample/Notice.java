package io.tidewire.sample;

/**
 * What the operator tells one user.
 *
 * @param to the user
 * @param text 1 to 500 characters, no control characters
 */
record Notice(UserName to, String text) {

  private static final int LONGEST_TEXT = 500;

  Notice {
    if (text.isBlank()
        || text.length() > LONGEST_TEXT
        || text.chars().anyMatch(Character::isISOControl)) {
      throw RefusedException.badRequest(
          "'text' must be 1 to " + LONGEST_TEXT + " characters without control characters");
    }
  }
}
