package io.tidewire.servlet;

import io.tidewire.Payload;
import io.tidewire.PayloadException;
import io.tidewire.spi.PayloadCodec;
import io.tidewire.spi.PayloadReader;
import io.tidewire.wire.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Encodes and binds with JSON-B where the application has it; otherwise only ready-made payloads
 * can be published, and only payloads, texts and bytes be read.
 *
 * <p>JSON-B is looked for and set up by the first use, since that takes as long as a third of a
 * start, and not every application publishes objects. Thread-safe.
 */
public final class DefaultCodec implements PayloadCodec, PayloadReader {

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
   * Binds a payload: to itself, to a text, to its bytes, or by JSON-B.
   *
   * @param payload what a client sent
   * @param type what it is bound to
   * @return the object, null for {@code null}
   * @throws io.tidewire.PayloadException if it does not fit
   */
  @Override
  public @Nullable Object read(Payload payload, Type type) {
    if (type == Payload.class) {
      return payload;
    }
    if (type == InputStream.class) {
      return new ByteArrayInputStream(bytes(payload));
    }
    if (!payload.isJson()) {
      return binary(payload, type);
    }
    return type == String.class ? string(payload) : ready().read(payload.text(), type);
  }

  private static Object binary(Payload payload, Type type) {
    if (type == byte[].class) {
      return bytes(payload);
    }
    if (type == String.class && payload.contentType().startsWith("text/")) {
      return new String(bytes(payload), StandardCharsets.UTF_8);
    }
    throw new PayloadException("data is binary (" + payload.contentType() + "), not JSON", null);
  }

  private static @Nullable String string(Payload payload) {
    Object value = JsonReader.read(payload.text());
    if (value == null || value instanceof String) {
      return (String) value;
    }
    throw new PayloadException("data does not fit its type", null);
  }

  private static byte[] bytes(Payload payload) {
    byte[] bytes = new byte[payload.length()];
    payload.bytes().get(bytes);
    return bytes;
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

  /**
   * Checks a class before a client sends what is to be bound to it.
   *
   * @param type the class
   * @param fault told why no object of it can be made
   * @param doubt told what looks wrong, but may be meant so
   */
  public void checkReading(Class<?> type, Consumer<String> fault, Consumer<String> doubt) {
    ready().checkReading(type, fault, doubt);
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
      // JSON-B may be missing, or be there without what it needs: each fails in its own way.
      LOG.log(System.Logger.Level.DEBUG, "no JSON-B here", e);
      return new NoCodec(e);
    }
  }
}
