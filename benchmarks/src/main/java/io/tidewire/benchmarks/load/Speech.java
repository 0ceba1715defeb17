package io.tidewire.benchmarks.load;

import java.util.function.Consumer;

/** What a client says on a WebSocket, apart from answering pings. */
interface Speech {

  /** The connection is open; texts may be sent from now on. */
  void opened(Consumer<String> send);

  /** What must see what comes. */
  default Watch watch() {
    return Watch.NOTHING;
  }

  /** One text at the beginning; none if empty. */
  static Speech of(String text) {
    return send -> {
      if (!text.isEmpty()) {
        send.accept(text);
      }
    };
  }
}
