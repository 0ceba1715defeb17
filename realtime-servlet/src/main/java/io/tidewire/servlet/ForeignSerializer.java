package io.tidewire.servlet;

import jakarta.json.bind.serializer.JsonbSerializer;
import jakarta.json.bind.serializer.SerializationContext;
import jakarta.json.stream.JsonGenerator;
import java.util.function.UnaryOperator;

/**
 * Writes the object behind a proxy instead of the proxy. Never used as it is: {@link
 * ForeignSerializers} makes a copy of this class for each type.
 */
final class ForeignSerializer implements JsonbSerializer<Standin> {

  private final UnaryOperator<Object> behind;

  ForeignSerializer(UnaryOperator<Object> behind) {
    this.behind = behind;
  }

  @Override
  public void serialize(Standin object, JsonGenerator out, SerializationContext context) {
    context.serialize(behind.apply(object), out);
  }
}
