package io.tidewire.assets;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/** Holds one form of a file. Immutable. */
final class Content {

  private static final int TAG_LENGTH = 22;

  private final byte[] bytes;
  private final boolean zipped;
  private final String tag;

  /**
   * Names a form of a file by what it contains.
   *
   * @param bytes the file, not to be changed
   * @param zipped whether the bytes are compressed with gzip
   */
  Content(byte[] bytes, boolean zipped) {
    this.bytes = bytes;
    this.zipped = zipped;
    this.tag = '"' + digest(bytes).substring(0, TAG_LENGTH) + '"';
  }

  private static String digest(byte[] bytes) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(sha256().digest(bytes));
  }

  /** {@return the digest by which contents are told apart} */
  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** {@return the bytes, shared, not to be changed} */
  byte[] bytes() {
    return bytes;
  }

  boolean isZipped() {
    return zipped;
  }

  /** {@return the strong entity tag (RFC 9110, section 8.8.3), with its quotation marks} */
  String tag() {
    return tag;
  }

  /**
   * Tells whether a client has this already (RFC 9110, section 13.1.2). Weak tags match as well: a
   * proxy may have made one of ours weak.
   *
   * @param ifNoneMatch the fields of that header
   * @return whether one of them names it
   */
  boolean isKnownBy(List<String> ifNoneMatch) {
    return ifNoneMatch.stream()
        .flatMap(field -> Stream.of(field.split(",", -1)))
        .map(String::trim)
        .map(each -> each.startsWith("W/") ? each.substring(2) : each)
        .anyMatch(each -> each.equals(tag) || each.equals("*"));
  }
}
