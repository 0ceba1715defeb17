package io.tidewire;

import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.stream.Stream;

/** Records what a logger is given, and keeps it off the console, until it is closed. */
public final class LogRecorder extends Handler implements AutoCloseable {

  private static final Formatter FORMAT = new SimpleFormatter();

  private final Logger logger;
  private final Queue<LogRecord> records = new ConcurrentLinkedQueue<>();

  private LogRecorder(Logger logger) {
    this.logger = logger;
  }

  /** Records what a class logs. */
  public static LogRecorder of(Class<?> logging) {
    return of(logging.getName());
  }

  /** Records what is logged under a name, such as a package's. */
  public static LogRecorder of(String name) {
    LogRecorder recorder = new LogRecorder(Logger.getLogger(name));
    recorder.logger.setUseParentHandlers(false);
    recorder.logger.addHandler(recorder);
    return recorder;
  }

  /** {@return all messages in order, with their parameters filled in} */
  public List<String> messages() {
    return records.stream().map(FORMAT::formatMessage).toList();
  }

  /**
   * {@return the messages of one level in order}
   *
   * @param level the level, {@code SEVERE} for what the library logs as an error
   */
  public List<String> messages(Level level) {
    return records.stream()
        .filter(logged -> logged.getLevel().equals(level))
        .map(FORMAT::formatMessage)
        .toList();
  }

  /** {@return what was logged with each message, {@code null} for a message alone} */
  public List<Throwable> thrown() {
    return records.stream().map(LogRecord::getThrown).toList();
  }

  /** {@return everything that was thrown and logged, and its causes} */
  public List<String> failures() {
    return thrown().stream()
        .filter(Objects::nonNull)
        .flatMap(thrown -> Stream.iterate(thrown, Objects::nonNull, Throwable::getCause))
        .map(Throwable::toString)
        .toList();
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
