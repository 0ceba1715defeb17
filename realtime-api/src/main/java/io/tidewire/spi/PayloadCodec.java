package io.tidewire.spi;

import io.tidewire.Payload;

/**
 * Turns what an application publishes into bytes, once, on the publishing thread.
 *
 * <p>Called by several threads at once. A {@link Payload} never reaches it: that is sent as it is.
 */
@FunctionalInterface
public interface PayloadCodec {

  /**
   * Encodes one object.
   *
   * @param payload the object; must not be kept
   * @return its bytes
   * @throws io.tidewire.PayloadException if it cannot be encoded, naming the class and the property
   */
  Payload encode(Object payload);
}
