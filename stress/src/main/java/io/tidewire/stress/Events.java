package io.tidewire.stress;

import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.PublishedEvent;
import io.tidewire.Topic;
import io.tidewire.window.WindowSettings;
import java.time.Duration;
import java.time.Instant;

/** Provides an event, and bounds of a window for two. */
public final class Events {

  /** The topic of the event. */
  public static final Topic TOPIC = Topic.of("news");

  /** An event without a place in the log: the window keeps it in the ring only. */
  public static final PublishedEvent.Content CONTENT =
      PublishedEvent.Content.of(
          Message.to(TOPIC, "changed", 1).build(), Payload.json("1"), Instant.EPOCH);

  /** Bounds of a window whose ring has room for two events. */
  public static final WindowSettings FOR_TWO =
      new WindowSettings(1, Duration.ofDays(1), 1 << 20, 16, 2);

  private Events() {}
}
