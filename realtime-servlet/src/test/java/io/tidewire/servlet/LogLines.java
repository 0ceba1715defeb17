package io.tidewire.servlet;

import java.text.MessageFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Keeps what a class logs, as it is read, for as long as it is open. */
final class LogLines extends Handler implements AutoCloseable {

  private final Logger logger;
  private final Queue<String> lines = new ConcurrentLinkedQueue<>();

  private LogLines(Logger logger) {
    this.logger = logger;
  }

  static LogLines of(Class<?> logging) {
    LogLines lines = new LogLines(Logger.getLogger(logging.getName()));
    lines.logger.setUseParentHandlers(false);
    lines.logger.addHandler(lines);
    return lines;
  }

  List<String> lines() {
    return List.copyOf(lines);
  }

  @Override
  public void publish(LogRecord logged) {
    Object[] parameters = logged.getParameters();
    lines.add(
        parameters == null
            ? logged.getMessage()
            : MessageFormat.format(logged.getMessage(), parameters));
  }

  @Override
  public void flush() {}

  @Override
  public void close() {
    logger.removeHandler(this);
    logger.setUseParentHandlers(true);
  }
}
