package io.tidewire.servlet;

import io.tidewire.PayloadException;
import io.tidewire.wire.Excerpt;
import jakarta.json.bind.Jsonb;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Binds JSON with JSON-B (Jakarta JSON Binding 2.0), and tells clients where it does not fit.
 *
 * @param jsonb binds
 */
record JsonbReader(Jsonb jsonb) {

  private static final System.Logger LOG = System.getLogger(JsonbReader.class.getName());

  /**
   * Binds a text.
   *
   * @param text JSON that has been checked
   * @param type what it is bound to
   * @return the object, null for {@code null}
   * @throws PayloadException if it does not fit; the message has the path, and the cause is what
   *     JSON-B threw, whose message is for the application only
   */
  @Nullable Object read(String text, Type type) {
    try {
      return jsonb.fromJson(text, type);
    } catch (RuntimeException e) {
      // JSON-B calls the application's code, whose exceptions not all implementations wrap.
      LOG.log(
          System.Logger.Level.DEBUG,
          () ->
              "a client's message does not fit "
                  + type.getTypeName()
                  + ": "
                  + Excerpt.of(JsonbCodec.causes(e)));
      String path = JsonFault.pathIn(text, part -> binds(part, type));
      throw new PayloadException(path + " does not fit its type", e);
    }
  }

  private boolean binds(String text, Type type) {
    try {
      Object unused = jsonb.fromJson(text, type);
      return true;
    } catch (RuntimeException e) {
      // JSON-B calls the application's code, whose exceptions not all implementations wrap.
      return false;
    }
  }
}
