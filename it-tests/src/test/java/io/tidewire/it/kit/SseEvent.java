package io.tidewire.it.kit;

/**
 * An event as an EventSource would fire it.
 *
 * @param type the event's type, {@code message} where the stream named none
 * @param data the payload's lines, joined by LF
 * @param id the stream's last event id when the event was fired
 */
public record SseEvent(String type, String data, String id) {

  /** The data read as JSON: what the envelope form carries. */
  public Envelope envelope() {
    return Envelope.unbatch(data).get(0);
  }
}
