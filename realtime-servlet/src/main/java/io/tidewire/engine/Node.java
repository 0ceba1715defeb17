package io.tidewire.engine;

import io.tidewire.spi.EventLog;
import io.tidewire.window.Ticker;
import io.tidewire.window.Window;
import io.tidewire.wire.JsonWriter;
import io.tidewire.wire.MessageLimit;
import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.concurrent.atomic.AtomicInteger;

/** Holds what the loops of one hub on this node share. */
record Node(
    EngineSettings settings,
    EventLog log,
    Window window,
    Signals signals,
    Ticker ticker,
    BoundedLog boundedLog,
    SecureRandom secrets,
    AtomicInteger connections) {

  private static final int ID_BITS = 96;

  /** Returns an id that is unique and cannot be guessed. */
  String newConnectionId() {
    return new BigInteger(ID_BITS, secrets).toString(Character.MAX_RADIX);
  }

  /** {@return the limits that a client may want to know, as a JSON object} */
  String limitsJson() {
    return limits().end();
  }

  /** {@return the same, with the limit for messages to this client} */
  String limitsJson(MessageLimit own) {
    return limits().number("max", own.bytes()).end();
  }

  private JsonWriter limits() {
    return new JsonWriter()
        .number("message", settings.limits().message())
        .number("subscriptions", settings.limits().subscriptions())
        .number("pending", settings.limits().pending());
  }
}
