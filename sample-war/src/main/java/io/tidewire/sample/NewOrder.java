package io.tidewire.sample;

import java.util.regex.Pattern;

/**
 * What a customer asks for.
 *
 * @param region 1 to 16 of {@code a-z 0-9 -}
 * @param item 1 to 80 characters, no control characters
 * @param quantity 1 to 1000
 */
record NewOrder(String region, String item, int quantity) {

  private static final Pattern REGION = Pattern.compile("[a-z0-9-]{1,16}");
  private static final int LONGEST_ITEM = 80;
  private static final int GREATEST_QUANTITY = 1000;

  NewOrder {
    require(REGION.matcher(region).matches(), "'region' must be 1 to 16 of a-z, 0-9 and -");
    require(
        !item.isBlank()
            && item.length() <= LONGEST_ITEM
            && item.chars().noneMatch(Character::isISOControl),
        "'item' must be 1 to " + LONGEST_ITEM + " characters without control characters");
    require(
        quantity >= 1 && quantity <= GREATEST_QUANTITY,
        "'quantity' must be 1 to " + GREATEST_QUANTITY);
  }

  private static void require(boolean holds, String rule) {
    if (!holds) {
      throw RefusedException.badRequest(rule);
    }
  }
}
