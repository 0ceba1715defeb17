package io.tidewire.wire;

/**
 * Holds a JSON value as it was written: a part of a text that {@link JsonReader} has checked and
 * not read.
 *
 * @param source the text
 * @param from where the value begins
 * @param to behind its end
 */
public record JsonText(String source, int from, int to) {

  /** {@return the value, with the white space inside it} */
  public String text() {
    return source.substring(from, to);
  }

  /** Written out, since JDK 17's own would keep the class alive, and with it the application. */
  @Override
  public boolean equals(Object other) {
    return other instanceof JsonText that && text().equals(that.text());
  }

  @Override
  public int hashCode() {
    return text().hashCode();
  }

  @Override
  public String toString() {
    return text();
  }
}
