package io.tidewire.sample;

import jakarta.json.JsonNumber;
import jakarta.json.JsonObject;
import jakarta.json.JsonString;

/**
 * The JSON object that is the body of a request. It may hold a password, so it is never printed.
 */
final class JsonBody {

  private final JsonObject json;

  JsonBody(JsonObject json) {
    this.json = json;
  }

  /**
   * {@return a member}
   *
   * @throws RefusedException if it is missing or no string
   */
  String string(String name) {
    if (json.get(name) instanceof JsonString string) {
      return string.getString();
    }
    throw RefusedException.badRequest("'" + name + "' must be given, as a string");
  }

  /**
   * {@return a member}
   *
   * @throws RefusedException if it is missing or no whole number
   */
  int integer(String name) {
    if (json.get(name) instanceof JsonNumber number) {
      try {
        return number.intValueExact();
      } catch (ArithmeticException e) {
        throw RefusedException.badRequest("'" + name + "' must be a whole number in range");
      }
    }
    throw RefusedException.badRequest("'" + name + "' must be given, as a number");
  }
}
