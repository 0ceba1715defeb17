package io.tidewire.inbound;

import io.tidewire.Payload;
import io.tidewire.spi.PayloadCodec;
import io.tidewire.spi.PayloadReader;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Turns payloads into the application's objects and back.
 *
 * @param codec writes; takes ready-made payloads too, and checks how long they are
 * @param reader reads; empty if the application has a codec of its own that does not read
 */
public record Binding(PayloadCodec codec, Optional<PayloadReader> reader) {

  Payload write(Object data) {
    return codec.encode(data);
  }

  @Nullable Object read(Payload data, Type type) {
    if (type == Payload.class) {
      return data;
    }
    return reader.orElseThrow(() -> new IllegalStateException(unreadable(type))).read(data, type);
  }

  /**
   * Checks that something reads what a handler wants.
   *
   * @throws IllegalArgumentException if nothing does
   */
  void check(Type type) {
    if (type != Payload.class && type != Path.class && reader.isEmpty()) {
      throw new IllegalArgumentException(unreadable(type));
    }
  }

  private static String unreadable(Type type) {
    return "data cannot be bound to "
        + type.getTypeName()
        + ": the application's PayloadCodec does not read; implement PayloadReader as well";
  }
}
