package io.tidewire.servlet;

import io.tidewire.PayloadException;
import io.tidewire.spi.PayloadCodec;

/** JSON-B where the application has it; else only ready-made payloads can be published. */
final class DefaultCodec {

  private static final System.Logger LOG = System.getLogger(DefaultCodec.class.getName());

  private DefaultCodec() {}

  static PayloadCodec create() {
    try {
      return new JsonbCodec();
    } catch (NoClassDefFoundError | RuntimeException e) {
      LOG.log(System.Logger.Level.DEBUG, "no JSON-B here", e);
      return payload -> {
        throw new PayloadException(
            "cannot encode "
                + payload.getClass().getName()
                + ": there is no JSON-B implementation (such as Yasson) in the class path; add one,"
                + " supply a PayloadCodec, or publish Payload.json(...)",
            e);
      };
    }
  }
}
