package io.tidewire.servlet;

import io.tidewire.Payload;
import io.tidewire.PayloadException;
import io.tidewire.spi.PayloadCodec;
import java.util.ServiceConfigurationError;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * JSON-B where the application has it; else only ready-made payloads can be published. Looked for
 * and set up by the first payload, since that takes as long as a third of a start, and not every
 * application publishes objects. Thread-safe.
 */
final class DefaultCodec implements PayloadCodec {

  private static final System.Logger LOG = System.getLogger(DefaultCodec.class.getName());

  private final ClassLoader application;
  private final Lock settingUp = new ReentrantLock();
  private volatile @Nullable PayloadCodec ready;

  /** To be called by a thread of the application, whose class loader it keeps. */
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

  /** The publishing thread may be one that knows nothing of the application. */
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
