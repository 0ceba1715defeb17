package io.tidewire.cdi;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what a logger is given, for as long as it is open. */
final class LogRecorder extends Handler implements AutoCloseable {

  private final Logger logger;
  private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();

  private LogRecorder(Logger logger) {
    this.logger = logger;
  }

  static LogRecorder of(String name) {
    LogRecorder recorder = new LogRecorder(Logger.getLogger(name));
    recorder.logger.setUseParentHandlers(false);
    recorder.logger.addHandler(recorder);
    return recorder;
  }

  List<String> messages() {
    return records.stream().map(LogRecord::getMessage).toList();
  }

  List<Throwable> causes() {
    return records.stream().map(LogRecord::getThrown).toList();
  }

  @Override
  public void publish(LogRecord logged) {
    records.add(logged);
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
