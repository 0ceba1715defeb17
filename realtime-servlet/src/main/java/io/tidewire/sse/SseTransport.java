package io.tidewire.sse;

import io.tidewire.Position;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Transport;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.wire.Control;
import io.tidewire.wire.Frame;
import io.tidewire.wire.WireForm;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes frames to an event stream. Confined to the connection's loop. */
final class SseTransport implements Transport {

  private final NonBlockingResponse response;
  private final WireForm<byte[], byte[]> form;
  private final long maxAgeMillis;
  private List<Frame> finalFrames = List.of();

  SseTransport(NonBlockingResponse response, WireForm<byte[], byte[]> form, long maxAgeMillis) {
    this.response = response;
    this.form = form;
    this.maxAgeMillis = maxAgeMillis;
  }

  @Override
  public String name() {
    return "sse";
  }

  @Override
  public long maxAgeMillis() {
    return maxAgeMillis;
  }

  @Override
  public boolean isReady() {
    return response.isReady();
  }

  @Override
  public void send(Batch batch, Position cursor) {
    if (response.isReady()) {
      response.write(batch.in(form));
    } else {
      finalFrames = batch.frames();
    }
  }

  /**
   * {@inheritDoc} One of a stream that has not begun is kept for the goodbye, since its client does
   * not know its place yet. Any other client reads what waits here again, from its place.
   */
  @Override
  public boolean takesFinalBatch() {
    return response.isReady() || !response.hasBegun();
  }

  @Override
  public void close(Control.Bye bye, @Nullable Position cursor) {
    List<Frame> frames = new ArrayList<>(finalFrames);
    frames.add(bye);
    response.finish(form.join(frames));
  }

  @Override
  public boolean isSayingGoodbye() {
    return response.isFinishing();
  }

  @Override
  public void giveUpGoodbye() {
    response.giveUp();
  }
}
