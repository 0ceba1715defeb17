package io.tidewire.servlet;

import io.tidewire.Payload;
import io.tidewire.spi.PayloadCodec;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encodes with JSON-B where the application has it; otherwise only ready-made payloads can be
 * published.
 *
 * <p>JSON-B is looked for and set up by the first use, since that takes as long as a third of a
 * start, and not every application publishes objects. Thread-safe.
 */
public final class DefaultCodec implements PayloadCodec {

  private static final System.Logger LOG = System.getLogger(DefaultCodec.class.getName());

  private final ClassLoader application;
  private final Lock settingUp = new ReentrantLock();
  private volatile @Nullable CheckingCodec ready;

  /** Keeps the class loader of the calling thread, which must be one of the application. */
  public DefaultCodec() {
    application = Thread.currentThread().getContextClassLoader();
  }

  @Override
  public Payload encode(Object payload) {
    return ready().encode(payload);
  }

  /**
   * Sets JSON-B up, if that has not been done.
   *
   * @return why no object can be encoded, or empty if JSON-B works
   */
  public Optional<String> unavailable() {
    return ready().unavailable();
  }

  /**
   * Checks a class before there is an object of it.
   *
   * @param type the class of what is to be published
   * @param fault told why its objects cannot be encoded, or that nothing of them would be
   * @param doubt told what looks wrong, but may be meant so
   */
  public void check(Class<?> type, Consumer<String> fault, Consumer<String> doubt) {
    ready().check(type, fault, doubt);
  }

  private CheckingCodec ready() {
    CheckingCodec codec = ready;
    return codec != null ? codec : setUpOnce();
  }

  private CheckingCodec setUpOnce() {
    settingUp.lock();
    try {
      CheckingCodec codec = ready;
      if (codec == null) {
        codec = inApplication(DefaultCodec::setUp);
        ready = codec;
      }
      return codec;
    } finally {
      settingUp.unlock();
    }
  }

  /** Runs a call with the application's class loader, which the publishing thread may not have. */
  private <T> T inApplication(Supplier<T> call) {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    thread.setContextClassLoader(application);
    try {
      return call.get();
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  private static CheckingCodec setUp() {
    try {
      return new JsonbCodec();
    } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
      LOG.log(System.Logger.Level.DEBUG, "no JSON-B here", e);
      return new NoCodec(e);
    }
  }
}
