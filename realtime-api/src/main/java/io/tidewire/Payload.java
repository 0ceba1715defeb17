package io.tidewire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;

/**
 * Holds the bytes of an event, as they were encoded once at publish. Either JSON in UTF-8, or
 * binary of any content type.
 */
public final class Payload {

  /** The content type of JSON payloads. */
  public static final String JSON = "application/json";

  private final byte[] bytes;
  private final String contentType;

  private Payload(byte[] bytes, String contentType) {
    this.bytes = bytes;
    this.contentType = contentType;
  }

  /**
   * Makes a JSON payload. The text is trusted to be well formed, since the application's codec
   * wrote it.
   *
   * @param text one JSON value
   * @return the payload
   * @throws IllegalArgumentException if the text is blank, which no JSON value is
   */
  public static Payload json(String text) {
    if (text.isBlank()) {
      throw new IllegalArgumentException("a JSON payload cannot be blank");
    }
    return new Payload(text.getBytes(StandardCharsets.UTF_8), JSON);
  }

  /**
   * Makes a binary payload.
   *
   * @param bytes the content, copied
   * @param contentType its media type, not {@code application/json}
   * @return the payload
   * @throws IllegalArgumentException if the content type says JSON or is not a media type
   */
  public static Payload binary(byte[] bytes, String contentType) {
    if (!contentType.matches("[\\w!#$&^.+-]{1,64}/[\\w!#$&^.+-]{1,64}")) {
      throw new IllegalArgumentException(
          "'" + Segments.printable(contentType) + "' is not a media type (type/subtype)");
    }
    if (contentType.equalsIgnoreCase(JSON)) {
      throw new IllegalArgumentException("a binary payload cannot be " + JSON);
    }
    return new Payload(bytes.clone(), contentType);
  }

  /** {@return whether the bytes are JSON text rather than binary} */
  public boolean isJson() {
    return contentType.equals(JSON);
  }

  /**
   * Returns the media type.
   *
   * @return {@link #JSON} or that of the binary content
   */
  public String contentType() {
    return contentType;
  }

  /** {@return the number of bytes} */
  public int length() {
    return bytes.length;
  }

  /** {@return the bytes, as a read-only view rather than a copy} */
  public ByteBuffer bytes() {
    return ByteBuffer.wrap(bytes).asReadOnlyBuffer();
  }

  /**
   * Writes the bytes without an intermediate copy.
   *
   * @param out where to
   * @throws IOException what {@code out} throws
   */
  public void writeTo(OutputStream out) throws IOException {
    out.write(bytes);
  }

  /**
   * Returns the bytes as text.
   *
   * @return the JSON text
   * @throws IllegalStateException if the payload is binary
   */
  public String text() {
    if (!isJson()) {
      throw new IllegalStateException("a payload of type " + contentType + " is not text");
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Payload that
        && contentType.equals(that.contentType)
        && Arrays.equals(bytes, that.bytes);
  }

  @Override
  public int hashCode() {
    return Objects.hash(contentType, Arrays.hashCode(bytes));
  }

  @Override
  public String toString() {
    return contentType + " of " + bytes.length + " bytes";
  }
}
