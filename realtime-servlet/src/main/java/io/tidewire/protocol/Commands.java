package io.tidewire.protocol;

import io.tidewire.CloseReason;
import io.tidewire.engine.BoundedLog;
import io.tidewire.inbound.Addresses;
import io.tidewire.transfer.Transfers;
import io.tidewire.web.Refusal;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what a client asks by one object, whoever has read it. Stateless; a {@link Caller}
 * says for whom. For any thread.
 */
final class Commands {

  /** The members whose values are left as the client wrote them. */
  static final Set<String> RAW = Set.of("data");

  private static final System.Logger LOG = System.getLogger(Commands.class.getName());

  private final WebApplication application;
  private final Publishing publishing;
  private final Sending sending;
  private final Transferring transferring;

  Commands(WebApplication application, Addresses addresses, Transfers transfers) {
    this.application = application;
    this.publishing = new Publishing(application);
    this.sending = new Sending(application, addresses, transfers.offers());
    this.transferring = new Transferring(application, addresses, transfers, sending);
  }

  /**
   * What has been begun for a client.
   *
   * @param handled done when the caller's next command may begin; never fails
   * @param answer gives the answer; never fails
   */
  record Begun(CompletionStage<Void> handled, CompletionStage<Control> answer) {

    static Begun answered(Control answer) {
      return new Begun(
          CompletableFuture.completedStage(null), CompletableFuture.completedStage(answer));
    }
  }

  /** {@return whether an object of this type is a command with a payload} */
  boolean knows(String type) {
    return isMessage(type) || type.equals("transfer") || type.equals("chunk");
  }

  /** A transfer becomes one when it has arrived. */
  private static boolean isMessage(String type) {
    return type.equals("publish") || type.equals("send");
  }

  /**
   * Begins a command. Does not block, and never throws.
   *
   * @param members the object, read with {@link #RAW}
   * @param caller for whom
   */
  Begun begin(Members members, Caller caller) {
    String id = null;
    boolean isMessage = false;
    try {
      id = members.id();
      String type = members.type();
      isMessage = isMessage(type);
      if (isMessage) {
        application.hub().messages().received();
      }
      return begin(type, members, id, caller);
    } catch (Refusal refusal) {
      return Begun.answered(refused(refusal, id));
    } catch (RuntimeException | Error e) {
      Control error = failed(application, e, id);
      return Begun.answered(isMessage ? counted(application, error) : error);
    }
  }

  private Begun begin(String type, Members members, @Nullable String id, Caller caller) {
    return switch (type) {
      case "publish" -> publishing.begin(members, id, caller);
      case "send" -> sending.begin(members, id, caller);
      case "transfer" -> transferring.begin(members, id, caller);
      case "chunk" -> transferring.chunk(members, id, caller);
      case "bye" -> leave(id, caller);
      default ->
          throw new Refusal(ErrorCode.UNKNOWN_TYPE, "frames of this type are not known here");
    };
  }

  /** Counts the answer to a message, and returns it. */
  static Control counted(WebApplication application, Control answer) {
    application.hub().messages().answered(answer);
    return answer;
  }

  /** Ends the connections of a client that says goodbye by a request of its own. */
  private Begun leave(@Nullable String id, Caller caller) {
    String client = caller.rights().identity().clientKey();
    if (client == null) {
      throw Members.bad("'bye' needs client=, by which its connections are known");
    }
    CompletionStage<Void> left =
        application.hub().directory().endClient(client, CloseReason.NORMAL);
    return new Begun(left, left.thenApply(done -> new Control.Ack(id, null, null)));
  }

  /** Answers what cannot be carried out. */
  Control refused(Refusal refusal, @Nullable String id) {
    return Failures.refused(application, refusal, id);
  }

  /** Logs a failure that is no fault of the client's, who is told nothing of it. */
  static Control failed(WebApplication application, Throwable failure, @Nullable String id) {
    application
        .hub()
        .boundedLog()
        .log(BoundedLog.Kind.FRAME_FAILURE, LOG, "a client's command failed", failure);
    return Failures.refused(application, ErrorCode.INTERNAL, "the server failed on this frame", id);
  }
}
