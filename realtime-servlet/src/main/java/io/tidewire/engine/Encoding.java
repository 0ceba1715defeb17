package io.tidewire.engine;

import io.tidewire.Payload;
import io.tidewire.PayloadException;
import io.tidewire.spi.PayloadCodec;

/** Calls the codec, and turns the errors that it must not throw into a {@link PayloadException}. */
final class Encoding {

  private Encoding() {}

  /**
   * Encodes a payload.
   *
   * @throws PayloadException if the codec refuses it, if it is nested too deeply for the stack, or
   *     if a class that encoding needs is missing or broken
   */
  static Payload encode(PayloadCodec codec, Object payload) {
    try {
      return codec.encode(payload);
    } catch (StackOverflowError e) {
      throw new PayloadException(
          payload.getClass().getName()
              + " is nested too deeply to be encoded, or refers to itself: fire an object that"
              + " holds only what clients need",
          e);
    } catch (LinkageError e) {
      throw new PayloadException(
          "cannot encode "
              + payload.getClass().getName()
              + ": a class that this needs is missing or cannot be used ("
              + e
              + ")",
          e);
    }
  }
}
