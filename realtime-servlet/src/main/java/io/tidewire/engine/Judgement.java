package io.tidewire.engine;

import io.tidewire.TopicPattern;
import java.util.List;

/**
 * Tells what a connection may still do.
 *
 * @param now what it may do from now on
 * @param refused what of that which was asked about is no longer allowed
 */
public record Judgement(Permissions now, List<TopicPattern> refused) {

  /** Copies the list. */
  public Judgement {
    refused = List.copyOf(refused);
  }
}
