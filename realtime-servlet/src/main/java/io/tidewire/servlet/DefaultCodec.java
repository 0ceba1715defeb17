package io.tidewire.servlet;

import io.tidewire.Payload;
import io.tidewire.PayloadException;
import io.tidewire.spi.PayloadCodec;
import java.util.ServiceConfigurationError;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Encodes with JSON-B where the application has it; otherwise only ready-made payloads can be
 * published. The first payload looks for JSON-B and sets it up, since that takes a third of the
 * time of a start and not every application publishes objects. Thread-safe.
 */
final class DefaultCodec implements PayloadCodec {

  private static final System.Logger LOG = System.getLogger(DefaultCodec.class.getName());

  private final ClassLoader application;
  private final Lock settingUp = new ReentrantLock();
  private volatile @Nullable PayloadCodec ready;

  /** Keeps the class loader of the calling thread, which must be one of the application. */
  DefaultCodec() {
    application = Thread.currentThread().getContextClassLoader();
  }

  @Override
  public Payload encode(Object payload) {
    PayloadCodec codec = ready;
    return (codec != null ? codec : setUpOnce()).encode(payload);
  }

  private PayloadCodec setUpOnce() {
    settingUp.lock();
    try {
      PayloadCodec codec = ready;
      if (codec == null) {
        codec = setUpInApplication();
        ready = codec;
      }
      return codec;
    } finally {
      settingUp.unlock();
    }
  }

  /**
   * Sets up JSON-B with the application's class loader, which the publishing thread may not have.
   */
  private PayloadCodec setUpInApplication() {
    Thread thread = Thread.currentThread();
    ClassLoader own = thread.getContextClassLoader();
    thread.setContextClassLoader(application);
    try {
      return setUp();
    } finally {
      thread.setContextClassLoader(own);
    }
  }

  private static PayloadCodec setUp() {
    try {
      return new JsonbCodec();
    } catch (RuntimeException | LinkageError | ServiceConfigurationError e) {
      LOG.log(System.Logger.Level.DEBUG, "no JSON-B here", e);
      return payload -> {
        throw new PayloadException(
            "cannot encode "
                + payload.getClass().getName()
                + ": there is no JSON-B implementation (such as Yasson) that works in the class"
                + " path ("
                + e
                + "); add one, supply a PayloadCodec, or publish Payload.json(...)",
            e);
      };
    }
  }
}
