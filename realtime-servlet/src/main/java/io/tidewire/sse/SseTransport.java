package io.tidewire.sse;

import io.tidewire.Position;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Transport;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.wire.Control;
import io.tidewire.wire.WireForm;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Writes frames to an event stream. */
final class SseTransport implements Transport {

  private static final byte[] NOTHING = {};

  // Set at construction.
  private final NonBlockingResponse response;
  private final WireForm<byte[], byte[]> form;
  private final long maxAgeMillis;

  // Owned by the loop.
  private byte[] finalFrames = NOTHING;

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
    byte[] bytes = batch.in(form);
    if (response.isReady()) {
      response.write(bytes);
    } else {
      finalFrames = bytes;
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
    response.finish(behindFinalFrames(form.of(bye)));
  }

  private byte[] behindFinalFrames(byte[] goodbye) {
    if (finalFrames.length == 0) {
      return goodbye;
    }
    byte[] joined = Arrays.copyOf(finalFrames, finalFrames.length + goodbye.length);
    System.arraycopy(goodbye, 0, joined, finalFrames.length, goodbye.length);
    return joined;
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
