package io.tidewire.wire;

/** Counts the bytes of text without encoding it. */
final class Utf8 {

  private static final int ONE_BYTE = 0x80;
  private static final int TWO_BYTES = 0x800;

  private Utf8() {}

  /**
   * {@return how many bytes a text takes in UTF-8, where one byte replaces an unpaired surrogate}
   */
  static int length(String text) {
    int chars = text.length();
    int bytes = chars;
    for (int i = 0; i < chars; i++) {
      char c = text.charAt(i);
      if (c >= TWO_BYTES) {
        if (!Character.isSurrogate(c)) {
          bytes += 2;
        } else if (Character.isHighSurrogate(c)
            && i + 1 < chars
            && Character.isLowSurrogate(text.charAt(i + 1))) {
          bytes += 2;
          i++;
        }
      } else if (c >= ONE_BYTE) {
        bytes++;
      }
    }
    return bytes;
  }
}
