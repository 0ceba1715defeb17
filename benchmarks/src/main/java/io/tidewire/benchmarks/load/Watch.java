package io.tidewire.benchmarks.load;

/** Sees what a server sends, byte by byte, apart from the messages' padding. */
@FunctionalInterface
interface Watch {

  /** For clients that need to know nothing but the numbers. */
  Watch NOTHING = c -> {};

  void next(byte c);

  /** Lets two look at the same bytes. */
  static Watch both(Watch one, Watch other) {
    return c -> {
      one.next(c);
      other.next(c);
    };
  }
}
