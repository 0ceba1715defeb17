package io.tidewire.sse;

import io.tidewire.Position;
import io.tidewire.engine.Batch;
import io.tidewire.engine.Transport;
import io.tidewire.web.NonBlockingResponse;
import io.tidewire.wire.Control;
import io.tidewire.wire.WireForm;
import org.jspecify.annotations.Nullable;

/** Writes frames to an event stream. */
final class SseTransport implements Transport {

  private final NonBlockingResponse response;
  private final WireForm<byte[], byte[]> form;
  private final long maxAgeMillis;

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
    response.write(batch.in(form));
  }

  /** Sends the goodbye, once the stream has opened; a stream that has stalled ends without it. */
  @Override
  public void close(Control.Bye bye, @Nullable Position cursor) {
    if (response.isReady() || !response.hasBegun()) {
      response.finish(form.of(bye));
    } else {
      response.complete();
    }
  }
}
