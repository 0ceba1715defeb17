package io.tidewire.benchmarks.load;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A client's messages to the server, of which one is under way at a time. Each must be answered
 * with the payload that it carries.
 */
final class Exchange implements Speech, Inbox {

  private static final String REFUSED = "\"type\":\"error\"";
  private static final long NONE = -1;

  private final Answers answers;
  private @Nullable Consumer<String> send;
  private long awaited = NONE;
  private long sentAt;

  Exchange(Answers answers) {
    this.answers = answers;
  }

  @Override
  public void opened(Consumer<String> sender) {
    send = sender;
  }

  @Override
  public void served() {
    answers.served();
  }

  @Override
  public Watch watch() {
    return new Capture(REFUSED, '}', Exchange::refused);
  }

  private static void refused(String why) {
    throw new IllegalStateException("the server refuses a message: " + why);
  }

  /** Sends the next message. */
  void ask() {
    awaited = answers.sent();
    String command =
        "{\"type\":\"send\",\"id\":\""
            + awaited
            + "\",\"to\":\"echo\",\"event\":\"line\",\"data\":"
            + Payloads.of(awaited)
            + "}";
    sentAt = System.nanoTime();
    Objects.requireNonNull(send).accept(command);
  }

  @Override
  public void arrived(long number) {
    if (number != awaited) {
      answers.unexpected();
      return;
    }
    awaited = NONE;
    answers.answered(sentAt);
    if (answers.isAsking()) {
      ask();
    }
  }
}
