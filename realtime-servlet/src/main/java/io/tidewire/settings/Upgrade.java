package io.tidewire.settings;

import java.util.Arrays;
import java.util.Locale;

/** Says whether WebSockets are upgraded requests: {@code realtime.websocket.upgrade}. */
public enum Upgrade {
  /** Where that is known to do at least as well as the container's own WebSockets. */
  AUTO,
  /** On every server. */
  TRUE,
  /** Nowhere: the container's JSR-356 implementation carries them. */
  FALSE;

  static boolean isName(String text) {
    return Arrays.stream(values()).anyMatch(upgrade -> upgrade.name().equalsIgnoreCase(text));
  }

  static Upgrade of(String name) {
    return valueOf(name.toUpperCase(Locale.ROOT));
  }

  /** {@return the value as it is set} */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}
