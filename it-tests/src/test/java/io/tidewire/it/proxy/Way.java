package io.tidewire.it.proxy;

/** What is between a page and the server, on a port of loopback. For one thread. */
public interface Way extends AutoCloseable {

  /** Where it is reached, without a path. */
  String origin();

  /** Gets in the way once more, if that is how it is. */
  default void disturb() {}

  /** Lets everything through from now on; connections may stay as they are. */
  void mend();

  /** What it has to say, for people who look why a test has failed. */
  default String log() {
    return "";
  }

  @Override
  void close();
}
