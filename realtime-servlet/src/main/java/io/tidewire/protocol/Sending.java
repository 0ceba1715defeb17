package io.tidewire.protocol;

import io.tidewire.OverloadedException;
import io.tidewire.Payload;
import io.tidewire.Topic;
import io.tidewire.engine.BoundedLog;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Answer;
import io.tidewire.inbound.Handling;
import io.tidewire.inbound.Sent;
import io.tidewire.protocol.Commands.Begun;
import io.tidewire.transfer.Offer;
import io.tidewire.transfer.Offers;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.Excerpt;
import java.io.IOException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Has the application handle what clients send to its addresses, on threads for work and in the
 * security context of the caller. The next command of the same client begins when the handler has
 * returned.
 */
final class Sending {

  private static final System.Logger LOG = System.getLogger(Sending.class.getName());

  private final WebApplication application;
  private final Addresses addresses;
  private final Offers offers;

  Sending(WebApplication application, Addresses addresses, Offers offers) {
    this.application = application;
    this.addresses = addresses;
    this.offers = offers;
  }

  /**
   * What a handler has answered, with the offer of the file if it is one.
   *
   * @param answer the answer
   * @param file describes the file, null if it is none
   */
  private record Answered(Answer answer, Control.@Nullable OfferedFile file) {}

  /**
   * Begins to have a message handled.
   *
   * @throws Refusal if the client's object is malformed, or nothing handles it
   */
  Begun begin(Members members, @Nullable String id, Caller caller) {
    Topic address = members.topicName("to");
    String type = members.segment("event");
    Sent sent = sent(address, type, members.payloadOrNull(), caller);
    Handling handling =
        addresses.find(address, type).orElseThrow(() -> unknown("handler takes", type, address));
    CompletionStage<Control> answer =
        answer(handling, sent, caller, () -> handling.handle(sent), id);
    return new Begun(answer.thenAccept(done -> {}), answer);
  }

  static Sent sent(Topic address, String type, Payload data, Caller caller) {
    return new Sent(
        address, type, data, caller.rights().subscriber(), caller.sender(), caller.connection());
  }

  static Refusal unknown(String whatIsMissing, String type, Topic address) {
    return new Refusal(
        ErrorCode.UNKNOWN_ADDRESS,
        "no %s '%s' at '%s'"
            .formatted(whatIsMissing, Excerpt.of(type), Excerpt.of(address.name())));
  }

  /**
   * Has something handled behind what the application is told of its connection.
   *
   * @param handling what handles it
   * @param sent what the client has sent
   * @param caller as whom
   * @param call calls the handler; may block
   * @param id the client's own id for its request, or null
   * @return gives what the client is told; never fails
   */
  CompletionStage<Control> answer(
      Handling handling, Sent sent, Caller caller, Supplier<Answer> call, @Nullable String id) {
    Rights rights = caller.rights();
    String owner = caller.keySpace();
    return application
        .attachment()
        .afterThose(sent.connection())
        .thenCompose(told -> application.executor().work(() -> offered(rights.call(call), owner)))
        .handle(
            (answered, failure) ->
                Commands.counted(
                    application,
                    failure == null
                        ? told(answered, handling, sent, id)
                        : untold(Failures.unwrapped(failure), handling, sent, id)));
  }

  private Control told(Answered answered, Handling handling, Sent sent, @Nullable String id) {
    Answer answer = answered.answer();
    if (answer instanceof Answer.Refused refused) {
      application.hub().refused(refused.code(), refused.message());
      return new Control.Error(refused.code(), refused.message(), id, null);
    }
    if (answer instanceof Answer.Forbidden forbidden) {
      return forbidden(forbidden.reason(), sent.address(), id);
    }
    if (answer instanceof Answer.Unfit unfit) {
      String fault = Excerpt.of(unfit.message());
      return Failures.refused(application, ErrorCode.BAD_REQUEST, fault, id);
    }
    if (answer instanceof Answer.Failed failed) {
      return failed(failed.thrown(), handling, sent, id);
    }
    Payload data = answer instanceof Answer.Acknowledged replied ? replied.data() : null;
    return new Control.Ack(id, null, data, answered.file());
  }

  /** Finds out what a client must know of a file that it may pull. May block. */
  private Answered offered(Answer answer, @Nullable String owner) throws IOException {
    if (!(answer instanceof Answer.Offered offered)) {
      return new Answered(answer, null);
    }
    if (owner == null) {
      Answer unfit = new Answer.Unfit("files need client=, by which who pulls them is known");
      return new Answered(unfit, null);
    }
    Offer offer = offers.offer(owner, offered.file());
    return new Answered(
        answer, new Control.OfferedFile(offer.name(), offer.size(), offer.sha256(), offer.chunk()));
  }

  /** Tells the log everything, as a rule's refusal does, and the client only what it may know. */
  Control forbidden(String reason, Topic address, @Nullable String id) {
    String notAllowed = "not allowed to send to '" + Excerpt.of(address.name()) + "'";
    application
        .hub()
        .boundedLog()
        .log(BoundedLog.Kind.FORBIDDEN, LOG, "refused a message (forbidden): " + reason);
    application.hub().refused(ErrorCode.FORBIDDEN.code(), reason);
    return new Control.Error(
        ErrorCode.FORBIDDEN,
        application.settings().http().development() ? notAllowed + ": " + reason : notAllowed,
        id);
  }

  /** Answers for a handler that was not called, or has not returned in time. */
  private Control untold(Throwable failure, Handling handling, Sent sent, @Nullable String id) {
    if (failure instanceof OverloadedException overloaded) {
      return Failures.overloaded(application, overloaded, id);
    }
    return failed(failure, handling, sent, id);
  }

  /** Tells the log what the client is not told. */
  private Control failed(Throwable failure, Handling handling, Sent sent, @Nullable String id) {
    application
        .hub()
        .boundedLog()
        .log(
            BoundedLog.Kind.HANDLER_FAILURE,
            LOG,
            "the handler %s failed on '%s' at '%s'"
                .formatted(handling, Excerpt.of(sent.type()), Excerpt.of(sent.address().name())),
            failure);
    return Failures.refused(
        application, ErrorCode.INTERNAL, "the application failed on this message", id);
  }
}
