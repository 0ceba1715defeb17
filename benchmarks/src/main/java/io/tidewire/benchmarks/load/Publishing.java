package io.tidewire.benchmarks.load;

/** A way to have messages published. */
interface Publishing {

  /**
   * Posts a message; not before the next flush, perhaps.
   *
   * @param turn whose turn it is, where several publish
   */
  void post(long turn, String topic, String payload);

  /** Sends all that was posted. */
  void flush();

  /** Whether the server has taken all that was posted. */
  boolean isAnswered();
}
