package io.tidewire.protocol;

import io.tidewire.protocol.Commands.Begun;
import io.tidewire.web.Refusal;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.JsonException;
import io.tidewire.wire.JsonReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Carries out the commands of one request, in their order: each begins when the one before it was
 * handled, so that none overtakes another; answers may take longer.
 */
final class PostedCommands {

  /** Is told instead of answers that have taken too long. */
  static final String TOO_LATE = "it has not been handled in time";

  private static final int MOST = 256;

  private final Commands commands;
  private final List<?> objects;
  private final Caller caller;
  private final List<CompletableFuture<Control>> answers;
  private final AtomicBoolean claimed = new AtomicBoolean();

  /** How many have begun; touched by one thread at a time. */
  private int begun;

  private PostedCommands(Commands commands, List<?> objects, Caller caller) {
    this.commands = commands;
    this.objects = objects;
    this.caller = caller;
    this.answers = objects.stream().map(object -> new CompletableFuture<Control>()).toList();
  }

  /**
   * Reads the body of a request.
   *
   * @return the commands, at least one, which may be malformed each
   * @throws Refusal if it is neither an object nor an array of 1 to 256
   */
  static List<?> read(String body) {
    @Nullable Object value;
    try {
      value = JsonReader.read(body, Commands.RAW);
    } catch (JsonException e) {
      throw Members.bad("not JSON: " + e.getMessage());
    }
    List<?> objects =
        value instanceof List<?> list ? list : value instanceof Map ? List.of(value) : List.of();
    if (objects.isEmpty() || objects.size() > MOST) {
      throw Members.bad("the body is not a command or an array of 1 to %d of them".formatted(MOST));
    }
    return objects;
  }

  /**
   * Begins to carry out commands. Does not block.
   *
   * @param objects what {@link #read} has returned
   * @param caller for whom
   */
  static PostedCommands begin(Commands commands, List<?> objects, Caller caller) {
    PostedCommands posted = new PostedCommands(commands, objects, caller);
    posted.goOn();
    return posted;
  }

  /** By one thread at a time: that of the caller, then those that have handled a command. */
  private void goOn() {
    while (begun < answers.size()) {
      CompletableFuture<Control> answer = answers.get(begun);
      Begun next = begin(objects.get(begun));
      begun++;
      CompletionStage<Void> unused = next.answer().thenAccept(answer::complete);
      CompletableFuture<Void> handled = next.handled().toCompletableFuture();
      if (!handled.isDone()) {
        CompletableFuture<Void> unusedToo = handled.thenRun(this::goOn);
        return;
      }
    }
  }

  private Begun begin(@Nullable Object value) {
    return value instanceof Map<?, ?> object
        ? commands.begin(new Members(object, 0), caller)
        : Begun.answered(commands.refused(Members.bad("a command is not a JSON object"), null));
  }

  /** {@return done when all commands are carried out; never fails} */
  CompletableFuture<Void> answered() {
    return CompletableFuture.allOf(answers.toArray(CompletableFuture[]::new));
  }

  /** {@return whether the caller is the first to ask, who tells the client} */
  boolean claim() {
    return claimed.compareAndSet(false, true);
  }

  /**
   * Returns the answers that are there. For any thread.
   *
   * @param otherwise what is told instead of those that are not
   * @return the answers in the order of the commands
   */
  List<Control> answers(String otherwise) {
    List<Control> present = new ArrayList<>(answers.size());
    for (int i = 0; i < answers.size(); i++) {
      Control answer = answers.get(i).getNow(null);
      present.add(answer == null ? missing(otherwise, objects.get(i)) : answer);
    }
    return present;
  }

  private Control missing(String why, @Nullable Object value) {
    return commands.refused(new Refusal(ErrorCode.OVERLOADED, why), id(value));
  }

  private static @Nullable String id(@Nullable Object value) {
    try {
      return value instanceof Map<?, ?> object ? new Members(object, 0).id() : null;
    } catch (Refusal malformed) {
      return null;
    }
  }
}
