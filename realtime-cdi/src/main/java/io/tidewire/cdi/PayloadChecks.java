package io.tidewire.cdi;

import io.tidewire.servlet.DefaultCodec;
import java.util.List;

/** Asks the default codec about what will be published, while the deployment can still fail. */
final class PayloadChecks {

  private static final System.Logger LOG = System.getLogger("io.tidewire.cdi");

  /**
   * Names a class whose objects will be published.
   *
   * @param place the class or member that says so, for messages
   * @param type the class
   */
  record Published(String place, Class<?> type) {}

  private PayloadChecks() {}

  /** Adds a fault for each class that cannot be encoded, and logs what looks wrong. */
  static void check(DefaultCodec codec, List<Published> published, Faults faults) {
    codec.unavailable().ifPresent(why -> faults.add("the events that are to be pushed", why));
    for (Published payload : published) {
      codec.check(
          payload.type(),
          fault -> faults.add(payload.place(), said(payload, fault)),
          doubt ->
              LOG.log(System.Logger.Level.WARNING, payload.place() + ": " + said(payload, doubt)));
    }
  }

  private static String said(Published payload, String what) {
    String name = payload.type().getName();
    return payload.place().equals(name) ? what : name + ": " + what;
  }
}
