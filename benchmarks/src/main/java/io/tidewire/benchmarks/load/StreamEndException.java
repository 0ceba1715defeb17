package io.tidewire.benchmarks.load;

/** Thrown when the server has ended an event stream, but not the connection that it came over. */
final class StreamEndException extends IllegalStateException {

  private static final long serialVersionUID = 1;

  StreamEndException() {
    super("the server has ended the stream");
  }
}
