package io.tidewire.servlet;

import io.tidewire.Payload;
import io.tidewire.PayloadException;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Refuses every object, since there is no JSON-B.
 *
 * @param cause what was thrown when JSON-B was set up
 */
record NoCodec(Throwable cause) implements CheckingCodec {

  @Override
  public Payload encode(Object payload) {
    throw new PayloadException(
        "cannot encode " + payload.getClass().getName() + ": " + reason(), cause);
  }

  @Override
  public @Nullable Object read(String json, Type type) {
    throw new IllegalStateException(
        "cannot bind data to " + type.getTypeName() + ": " + reason(), cause);
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.of(reason());
  }

  private String reason() {
    return "there is no JSON-B implementation (such as Yasson, with a JSON-P implementation such as"
        + " Parsson) that works in the class path ("
        + cause
        + "); add one, supply a PayloadCodec, or publish Payload.json(...)";
  }

  /** Reports nothing: {@link #unavailable} says enough. */
  @Override
  public void check(Class<?> type, Consumer<String> fault, Consumer<String> doubt) {}

  /** Reports nothing: {@link #unavailable} says enough. */
  @Override
  public void checkReading(Class<?> type, Consumer<String> fault, Consumer<String> doubt) {}
}
