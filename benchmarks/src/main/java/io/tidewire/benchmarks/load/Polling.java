package io.tidewire.benchmarks.load;

/** What a client that polls asks next. */
interface Polling {

  /**
   * The next request.
   *
   * @param answer the answer to the one before; empty at the beginning
   */
  byte[] next(String answer);

  /** Whether what is published from now on will reach the client. */
  boolean isServed();

  /** Polls of ours: each takes the cursor of the answer before. */
  static Polling byCursor(String path) {
    return new Polling() {
      private static final String CURSOR = "\"cursor\":\"";
      private boolean served;

      @Override
      public byte[] next(String answer) {
        if (answer.isEmpty()) {
          return Head.get(path);
        }
        served = true;
        int start = answer.indexOf(CURSOR) + CURSOR.length();
        return Head.get(path + "&since=" + answer.substring(start, answer.indexOf('"', start)));
      }

      @Override
      public boolean isServed() {
        return served;
      }
    };
  }
}
