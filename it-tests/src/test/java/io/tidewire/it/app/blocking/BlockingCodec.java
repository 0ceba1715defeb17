package io.tidewire.it.app.blocking;

import io.tidewire.Payload;
import io.tidewire.spi.PayloadCodec;

/** Encodes the name of a gate once that is open. */
public final class BlockingCodec implements PayloadCodec {

  @Override
  public Payload encode(Object gate) {
    Gates.pass(gate.toString());
    return Payload.json("\"" + gate + "\"");
  }
}
