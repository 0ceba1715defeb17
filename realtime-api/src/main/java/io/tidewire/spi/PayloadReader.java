package io.tidewire.spi;

import io.tidewire.Payload;
import java.lang.reflect.Type;
import org.jspecify.annotations.Nullable;

/**
 * Binds what clients send to the types that handlers declare. A {@link PayloadCodec} that is one as
 * well reads what it writes; where the application has no codec of its own, JSON-B reads.
 *
 * <p>Called by several threads at once.
 */
@FunctionalInterface
public interface PayloadReader {

  /**
   * Binds a payload.
   *
   * @param payload what a client sent: foreign text, of at most {@code realtime.max-message} bytes
   * @param type what the handler declares, its type arguments included
   * @return an object of that type; null only for the payload {@code null}
   * @throws io.tidewire.PayloadException if it does not fit; the message begins with the path of
   *     the fault, {@code data.lines[3].text}, and is sent to the client
   */
  @Nullable Object read(Payload payload, Type type);
}
