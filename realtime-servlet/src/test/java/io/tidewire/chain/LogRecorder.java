package io.tidewire.chain;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.stream.Stream;

/** Keeps what is logged while it is open. */
final class LogRecorder extends Handler implements AutoCloseable {

  private final Logger logger;
  private final List<LogRecord> records = new CopyOnWriteArrayList<>();

  private LogRecorder(Logger logger) {
    this.logger = logger;
  }

  static LogRecorder of(String name) {
    LogRecorder recorder = new LogRecorder(Logger.getLogger(name));
    recorder.logger.addHandler(recorder);
    return recorder;
  }

  /** The messages of one level, in order. */
  List<String> messages(Level level) {
    return records.stream()
        .filter(entry -> entry.getLevel().equals(level))
        .map(LogRecord::getMessage)
        .toList();
  }

  /** The messages of all failures and of what caused them. */
  List<String> failures() {
    return records.stream()
        .map(LogRecord::getThrown)
        .filter(thrown -> thrown != null)
        .flatMap(thrown -> Stream.iterate(thrown, cause -> cause != null, Throwable::getCause))
        .map(Throwable::toString)
        .toList();
  }

  @Override
  public void publish(LogRecord entry) {
    records.add(entry);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
