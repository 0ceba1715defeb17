package io.tidewire.benchmarks.targets;

/** The application's code that handles messages: the same in all targets. */
final class EchoBean {

  /** Answers a message: by what it says. */
  Line answer(Line line) {
    return new Line(line.n(), line.pad());
  }
}
