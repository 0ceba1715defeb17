package io.tidewire.sample;

import java.io.IOException;
import java.io.InputStream;
import org.jspecify.annotations.Nullable;

/** Reads a new order from the body of a request, and refuses what is not exactly one. */
final class OrderReader {

  private final BodyReader bodies = new BodyReader();

  NewOrder read(@Nullable String contentType, InputStream body) throws IOException {
    JsonBody order = bodies.read(contentType, body);
    return new NewOrder(order.string("region"), order.string("item"), order.integer("quantity"));
  }
}
