package io.tidewire.servlet;

import io.tidewire.spi.PayloadCodec;
import java.util.Optional;
import java.util.function.Consumer;

/** Encodes, and can check a class before there is an object of it. */
interface CheckingCodec extends PayloadCodec {

  /** {@return why nothing at all can be encoded, or empty if this codec works} */
  Optional<String> unavailable();

  /**
   * Checks a class whose objects are to be published.
   *
   * @param fault told why its objects cannot be encoded, or what would be missing of them
   * @param doubt told what looks wrong, but may be meant so
   */
  void check(Class<?> type, Consumer<String> fault, Consumer<String> doubt);
}
