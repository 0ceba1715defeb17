package io.tidewire.engine;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what a class logs, for as long as it is open. */
final class LogRecorder extends Handler implements AutoCloseable {

  private final Logger logger;
  private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();

  LogRecorder(Class<?> logging) {
    this.logger = Logger.getLogger(logging.getName());
    logger.setUseParentHandlers(false);
    logger.addHandler(this);
  }

  List<String> messages() {
    return records.stream().map(LogRecord::getMessage).toList();
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
