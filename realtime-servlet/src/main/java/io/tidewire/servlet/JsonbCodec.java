package io.tidewire.servlet;

import io.tidewire.Payload;
import io.tidewire.PayloadException;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.json.bind.JsonbConfig;
import jakarta.json.bind.serializer.JsonbSerializer;
import java.lang.reflect.Type;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Encodes and binds with JSON-B (Jakarta JSON Binding 2.0). */
final class JsonbCodec implements CheckingCodec {

  private final LoadedCheck loaded;
  private final Jsonb jsonb;

  JsonbCodec() {
    ForeignObjects foreign = new ForeignObjects(Thread.currentThread().getContextClassLoader());
    loaded = new LoadedCheck(foreign);
    jsonb =
        JsonbBuilder.create(
            new JsonbConfig()
                .withSerializers(
                    foreign.proxies().stream()
                        .map(proxies -> ForeignSerializers.of(proxies.type(), proxies.behind()))
                        .toArray(JsonbSerializer<?>[]::new)));
  }

  @Override
  public Payload encode(Object payload) {
    loaded.check(payload);
    String json;
    try {
      json = jsonb.toJson(payload);
    } catch (RuntimeException e) {
      // JSON-B calls the application's code, whose exceptions not all implementations wrap.
      throw new PayloadException(
          "JSON-B cannot encode " + payload.getClass().getName() + ": " + causes(e), e);
    }
    return Payload.json(json);
  }

  @Override
  public @Nullable Object read(String json, Type type) {
    return new JsonbReader(jsonb).read(json, type);
  }

  @Override
  public Optional<String> unavailable() {
    return Optional.empty();
  }

  @Override
  public void check(Class<?> type, Consumer<String> fault, Consumer<String> doubt) {
    new JsonbTypes(jsonb).check(type, fault, doubt);
  }

  @Override
  public void checkReading(Class<?> type, Consumer<String> fault, Consumer<String> doubt) {
    new JsonbTypes(jsonb).checkReading(type, fault, doubt);
  }

  /** Joins the messages of all causes, since often only an inner one names the property. */
  static String causes(Throwable failure) {
    StringBuilder messages = new StringBuilder();
    int depth = 0;
    for (Throwable cause = failure; cause != null && depth < 5; cause = cause.getCause()) {
      messages.append(depth++ == 0 ? "" : " <- ").append(cause.getMessage());
    }
    return messages.toString();
  }
}
