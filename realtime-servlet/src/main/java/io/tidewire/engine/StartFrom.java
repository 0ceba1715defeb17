package io.tidewire.engine;

import io.tidewire.Position;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Tells where a subscription begins. */
public final class StartFrom {

  private static final StartFrom NOW = new StartFrom(Kind.NOW, null, 0);
  private static final StartFrom BEGINNING = new StartFrom(Kind.BEGINNING, null, 0);

  /** Tells the ways to begin apart. */
  enum Kind {
    NOW,
    BEGINNING,
    AFTER,
    REWIND
  }

  final Kind kind;
  final @Nullable Position cursor;
  final int rewind;

  private StartFrom(Kind kind, @Nullable Position cursor, int rewind) {
    this.kind = kind;
    this.cursor = cursor;
    this.rewind = rewind;
  }

  /** {@return a start with the next event} */
  public static StartFrom now() {
    return NOW;
  }

  /** {@return a start with the oldest event that is kept} */
  public static StartFrom beginning() {
    return BEGINNING;
  }

  /**
   * Starts after a cursor.
   *
   * @param cursor the cursor
   * @return the start
   */
  public static StartFrom after(Position cursor) {
    return new StartFrom(Kind.AFTER, cursor, 0);
  }

  /**
   * Starts with the last few events of each topic.
   *
   * @param events how many, at least 1
   * @return the start
   */
  public static StartFrom rewind(int events) {
    return new StartFrom(Kind.REWIND, null, events);
  }

  /** {@return the cursor to start after, if it is one} */
  public Optional<Position> cursor() {
    return Optional.ofNullable(cursor);
  }

  @Override
  public String toString() {
    return switch (kind) {
      case NOW -> "now";
      case BEGINNING -> "start";
      case AFTER -> "after " + cursor;
      case REWIND -> "rewind " + rewind;
    };
  }
}
