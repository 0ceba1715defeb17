package io.tidewire;

import java.io.InputStream;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Presents a message that a client has sent to an address of the application ({@code send}), or a
 * file that it has transferred there ({@code transfer}).
 *
 * <p>Valid until its handler returns; for one thread at a time. The client gets one answer: what
 * {@link #reply} or {@link #refuse} was given, an empty acknowledgement if the handler returns
 * without either, or {@code error internal} if it throws. Messages of one connection are handled in
 * their order, those of different ones side by side.
 *
 * <p>A file lies in the application's temporary folder, readable by the server's own user only, and
 * is deleted when the handler returns; move it to keep it. A stream of it is closed then.
 *
 * @param <T> what the payload is bound to: a class that the hub's codec reads, {@link Payload},
 *     {@link InputStream}, or {@link Path} for files only
 */
public interface Incoming<T> {

  /** {@return the payload or the file; never null unless the client sent {@code null}} */
  T data();

  /**
   * Reads the payload as another type. Of a file, {@link Path} and {@link InputStream} are the
   * file, and any other type what the client says about it ({@code data}).
   *
   * @param <R> the type
   * @param type the type
   * @return the payload, bound to it
   * @throws PayloadException if it does not fit; if the handler lets it pass, the client gets
   *     {@code bad-request} with the path of the fault
   */
  <R> R as(Class<R> type);

  /** {@return the address as the client wrote it} */
  Topic address();

  /** {@return the event type that the client named} */
  String type();

  /**
   * Returns a value of the address.
   *
   * @param variable a variable of the handler's template
   * @return its value, decoded
   * @throws IllegalArgumentException if the template has no such variable
   */
  String value(String variable);

  /** {@return who sent it, as now known: after a new token, with that token's roles} */
  Subscriber subscriber();

  /** {@return who sent it, for events that are published for it} */
  Sender sender();

  /** {@return the connection that it came over, or empty if it came by {@code POST send}} */
  Optional<String> connection();

  /**
   * Answers the client.
   *
   * @param data what the hub's codec can encode, a {@link Payload}, null for an empty
   *     acknowledgement, or the {@link Path} of a file, which the client pulls in chunks: it stays
   *     the application's, and has to stay as it is for as long
   * @throws IllegalStateException if it was answered already
   * @throws IllegalArgumentException if it is a file that cannot be read, or does not stay
   * @throws PayloadException if it cannot be encoded, or is longer than {@code
   *     realtime.max-payload}
   */
  void reply(@Nullable Object data);

  /**
   * Refuses the message.
   *
   * @param code 1 to 32 of {@code a-z 0-9 -}, which the client's code may decide by
   * @param message what is wrong, for the client, at most 1,000 characters
   * @throws IllegalStateException if it was answered already
   */
  void refuse(String code, String message);
}
