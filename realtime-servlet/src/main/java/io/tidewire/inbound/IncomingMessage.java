package io.tidewire.inbound;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.PayloadException;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Presents one message to its handler, and keeps the answer. The handler's thread uses it; what
 * answers late, by another thread, gets an exception.
 */
final class IncomingMessage implements Incoming<Payload> {

  private static final Pattern CODE = Pattern.compile("[a-z0-9-]{1,32}");
  private static final int MAX_MESSAGE = 1_000;
  private static final int MAX_CAUSES = 16;

  private enum State {
    OPEN,
    OVER
  }

  private final Sent sent;
  private final Map<String, String> values;
  private final Binding binding;
  private final ReceivedFile file;

  /** A {@link State}, or the answer that was given. */
  private final AtomicReference<Object> state = new AtomicReference<>(State.OPEN);

  private @Nullable PayloadException unfit;

  IncomingMessage(Sent sent, Map<String, String> values, Binding binding) {
    this.sent = sent;
    this.values = values;
    this.binding = binding;
    this.file = new ReceivedFile(sent.file());
  }

  @Override
  public Payload data() {
    return sent.data();
  }

  @Override
  @SuppressWarnings("NullAway") // Null only if the client sent null.
  public <R> R as(Class<R> type) {
    return type.cast(read(type));
  }

  private @Nullable Object read(Type type) {
    try {
      return file.isMeantBy(type) ? file.as(type) : binding.read(sent.data(), type);
    } catch (PayloadException e) {
      unfit = e;
      throw e;
    }
  }

  /** {@return the same message with its payload bound to a type} */
  Incoming<?> boundTo(Type type) {
    return type == Payload.class ? this : new BoundMessage(this, read(type));
  }

  /**
   * Finds out whether something was thrown because the client's payload does not fit: the exception
   * itself, or what an interceptor or an enterprise bean has wrapped it in.
   */
  Optional<PayloadException> unfitBehind(Throwable thrown) {
    Throwable cause = thrown;
    for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
      if (cause instanceof PayloadException found && found == unfit) {
        return Optional.of(found);
      }
      cause = cause.getCause();
    }
    return Optional.empty();
  }

  @Override
  public Topic address() {
    return sent.address();
  }

  @Override
  public String type() {
    return sent.type();
  }

  @Override
  public String value(String variable) {
    String value = values.get(variable);
    if (value == null) {
      throw new IllegalArgumentException(
          "the address has no variable '" + variable + "', but " + values.keySet());
    }
    return value;
  }

  @Override
  public Subscriber subscriber() {
    return sent.subscriber();
  }

  @Override
  public Sender sender() {
    return sent.sender();
  }

  @Override
  public Optional<String> connection() {
    return Optional.ofNullable(sent.connection());
  }

  @Override
  public void reply(@Nullable Object data) {
    requireOpen();
    if (data instanceof Path path) {
      answer(offered(path));
      return;
    }
    answer(new Answer.Acknowledged(data == null ? null : binding.write(data)));
  }

  private Answer offered(Path path) {
    if (!Files.isReadable(path) || !Files.isRegularFile(path) || path.equals(sent.file())) {
      throw new IllegalArgumentException(
          path + " cannot be replied with: it is no file that stays and can be read");
    }
    return new Answer.Offered(path);
  }

  @Override
  public void refuse(String code, String message) {
    if (!CODE.matcher(code).matches()) {
      throw new IllegalArgumentException(
          "code '" + code + "': 1 to 32 characters of a-z 0-9 - are allowed");
    }
    if (message.length() > MAX_MESSAGE) {
      throw new IllegalArgumentException(
          "message: %d characters, at most %d are allowed"
              .formatted(message.length(), MAX_MESSAGE));
    }
    answer(new Answer.Refused(code, message));
  }

  private void answer(Answer answer) {
    if (!state.compareAndSet(State.OPEN, answer)) {
      requireOpen();
    }
  }

  private void requireOpen() {
    Object now = state.get();
    if (now != State.OPEN) {
      throw new IllegalStateException(
          now == State.OVER
              ? "the handler of this message has returned"
              : "the message has been answered");
    }
  }

  /** {@return what was answered; nothing can be answered any more, and a stream not be read} */
  Answer end() {
    file.close();
    return state.getAndSet(State.OVER) instanceof Answer answer
        ? answer
        : new Answer.Acknowledged(null);
  }
}
