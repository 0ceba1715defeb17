package io.tidewire.servlet;

import io.tidewire.spi.PayloadCodec;
import java.util.Optional;
import java.util.function.Consumer;

/** A codec that can judge a class before there is an object of it. */
interface CheckingCodec extends PayloadCodec {

  /** Why nothing at all can be encoded, or empty if this codec works. */
  Optional<String> unavailable();

  /**
   * Judges a class whose objects are to be published.
   *
   * @param fault told why its objects cannot be encoded, or what would be missing of them
   * @param doubt told what looks wrong, but may be meant so
   */
  void check(Class<?> type, Consumer<String> fault, Consumer<String> doubt);
}
