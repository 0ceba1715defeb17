package io.tidewire.benchmarks.targets;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages of one topic that are ready at the same time. Confined to a lane. */
final class Batch {

  private final List<String> messages;
  private byte @Nullable [] stream;

  Batch(List<String> messages) {
    this.messages = messages;
  }

  List<String> messages() {
    return messages;
  }

  /** The messages as blocks of an event stream, made once for all receivers. */
  byte[] stream() {
    byte[] made = stream;
    if (made == null) {
      ByteArrayOutputStream joined = new ByteArrayOutputStream();
      for (String message : messages) {
        joined.writeBytes(("data: " + message + "\n\n").getBytes(StandardCharsets.UTF_8));
      }
      made = joined.toByteArray();
      stream = made;
    }
    return made;
  }
}
