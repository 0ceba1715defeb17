package io.tidewire.servlet;

import io.tidewire.spi.PayloadCodec;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Encodes and binds, and can check a class before there is an object of it. */
interface CheckingCodec extends PayloadCodec {

  /** {@return why nothing at all can be encoded, or empty if this codec works} */
  Optional<String> unavailable();

  /**
   * Binds JSON that a client has sent.
   *
   * @param json the text, which has been checked
   * @param type what it is bound to
   * @return the object, null for {@code null}
   * @throws io.tidewire.PayloadException if it does not fit
   * @throws IllegalStateException if nothing can be bound
   */
  @Nullable Object read(String json, Type type);

  /**
   * Checks a class whose objects are to be published.
   *
   * @param fault told why its objects cannot be encoded, or what would be missing of them
   * @param doubt told what looks wrong, but may be meant so
   */
  void check(Class<?> type, Consumer<String> fault, Consumer<String> doubt);

  /**
   * Checks a class that what clients send is to be bound to.
   *
   * @param fault told why no object of it can be made
   * @param doubt told what looks wrong, but may be meant so
   */
  void checkReading(Class<?> type, Consumer<String> fault, Consumer<String> doubt);
}
