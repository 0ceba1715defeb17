package io.tidewire.protocol;

import io.tidewire.OverloadedException;
import io.tidewire.Payload;
import io.tidewire.Topic;
import io.tidewire.engine.BoundedLog;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Handling;
import io.tidewire.inbound.Sent;
import io.tidewire.protocol.Commands.Begun;
import io.tidewire.transfer.Offer;
import io.tidewire.transfer.Order;
import io.tidewire.transfer.Transfer;
import io.tidewire.transfer.Transfers;
import io.tidewire.web.Refusal;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Receives what clients send in chunks, and has the application handle it as it handles what they
 * send at once: behind what came before it, with the rights of the caller who brought the last
 * chunk. The client's {@code transfer} request is answered twice: with the place where it goes on,
 * and, instead of the last chunk, with what the application answers.
 */
final class Transferring {

  private static final System.Logger LOG = System.getLogger(Transferring.class.getName());
  private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

  /** What clients say about a transfer is kept on the heap while it is under way. */
  static final int MOST_DATA = 4_096;

  private final WebApplication application;
  private final Addresses addresses;
  private final Transfers transfers;
  private final Sending sending;
  private final Pulling pulling;

  Transferring(
      WebApplication application, Addresses addresses, Transfers transfers, Sending sending) {
    this.application = application;
    this.addresses = addresses;
    this.transfers = transfers;
    this.sending = sending;
    this.pulling = new Pulling(application);
  }

  /**
   * Begins a transfer, or goes on with one.
   *
   * @throws Refusal if the client's object is malformed, nothing takes the transfer, there is no
   *     room for it, or there is none of this name to go on with
   */
  Begun begin(Members members, @Nullable String id, Caller caller) {
    if (id == null) {
      throw Members.bad("a 'transfer' needs an 'id', which its answer will have");
    }
    String owner = owner(caller);
    String name = members.text("transfer");
    if (name == null) {
      return begin(members, id, owner, caller);
    }
    Transfer transfer = transfers.find(name, owner);
    Control place = transfer.place(id);
    return transfer.isReceiving() ? Begun.answered(place) : finish(transfer, id, caller);
  }

  private static String owner(Caller caller) {
    String owner = caller.keySpace();
    if (owner == null) {
      throw Members.bad("transfers need client=, by which the sender is known");
    }
    return owner;
  }

  private Begun begin(Members members, String id, String owner, Caller caller) {
    Topic to = members.topicName("to");
    String event = members.segment("event");
    Optional<String> refusal = handling(to, event).refusal(caller.rights().subscriber());
    if (refusal.isPresent()) {
      return Begun.answered(sending.forbidden(refusal.get(), to, id));
    }
    long address = caller.rights().identity().address();
    Order order =
        new Order(owner, address, to, event, data(members), members.count("size"), hash(members));
    return Begun.answered(transfers.begin(order).place(id));
  }

  private Handling handling(Topic to, String event) {
    return addresses
        .find(to, event)
        .filter(Handling::takesTransfers)
        .orElseThrow(() -> Sending.unknown("handler takes files of", event, to));
  }

  private static Payload data(Members members) {
    Payload data = members.payloadOrNull();
    if (data.length() > MOST_DATA) {
      throw new Refusal(
          ErrorCode.TOO_LARGE,
          "'data' of a transfer has %d bytes, at most %d".formatted(data.length(), MOST_DATA));
    }
    return data;
  }

  private static String hash(Members members) {
    String hash = members.required("sha256");
    if (!SHA256.matcher(hash).matches()) {
      throw Members.bad("'sha256' is not 64 hexadecimal digits");
    }
    return hash.toLowerCase(Locale.ROOT);
  }

  /**
   * Takes a chunk, or gives one of a file that the client pulls, on a thread for work.
   *
   * @throws Refusal if the client's object is malformed, or there is no such transfer
   */
  Begun chunk(Members members, @Nullable String id, Caller caller) {
    String owner = owner(caller);
    String name = members.required("transfer");
    Optional<Offer> offer = transfers.offers().find(name, owner);
    if (offer.isPresent()) {
      return pulling.begin(offer.get(), members.count("index"), id);
    }
    Transfer transfer = transfers.find(name, owner);
    long index = members.count("index");
    ByteBuffer bytes = members.chunk();
    CompletionStage<Control> answer =
        taken(transfer, index, bytes)
            .handle((done, failure) -> failure == null ? null : failed(transfer, failure, id))
            .thenCompose(refused -> answer(transfer, refused, id, caller));
    return new Begun(answer.thenAccept(done -> {}), answer);
  }

  private CompletionStage<Boolean> taken(Transfer transfer, long index, ByteBuffer bytes) {
    if (!transfer.isReceiving()) {
      return CompletableFuture.completedStage(false);
    }
    try {
      return application
          .executor()
          .work(
              () -> {
                transfer.take(index, bytes);
                return true;
              });
    } catch (OverloadedException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  /** Answers that a chunk was not taken for now; ends the transfer if it could not be written. */
  private @Nullable Control failed(Transfer transfer, Throwable failure, @Nullable String id) {
    Throwable cause = Failures.unwrapped(failure);
    if (cause instanceof OverloadedException overloaded) {
      return Failures.overloaded(application, overloaded, id);
    }
    application
        .hub()
        .boundedLog()
        .log(BoundedLog.Kind.TRANSFER_FAILURE, LOG, "a chunk could not be written", cause);
    transfer.end(
        Failures.refused(application, ErrorCode.INTERNAL, "the server failed on this chunk", null));
    return null;
  }

  private CompletionStage<Control> answer(
      Transfer transfer, @Nullable Control refused, @Nullable String id, Caller caller) {
    if (refused != null) {
      return CompletableFuture.completedStage(refused);
    }
    Control progress = transfer.progress(id);
    return transfer.isReceiving()
        ? CompletableFuture.completedStage(progress)
        : finish(transfer, transfer.request(), caller).answer();
  }

  /** Hands a transfer over, unless that is done or under way, and answers with what it comes to. */
  private Begun finish(Transfer transfer, @Nullable String id, Caller caller) {
    if (transfer.handOver()) {
      CompletionStage<Void> unused = handled(transfer, caller).thenAccept(transfer::handedOver);
    }
    CompletionStage<Control> answer = transfer.answer().thenApply(told -> withId(told, id));
    return new Begun(answer.thenAccept(done -> {}), answer);
  }

  private CompletionStage<Control> handled(Transfer transfer, Caller caller) {
    Order order = transfer.order();
    Handling handling = handling(order.to(), order.event());
    Sent sent = Sending.sent(order.to(), order.event(), order.data(), caller);
    application.hub().messages().received();
    return sending.answer(
        handling, sent, caller, () -> transfer.use(file -> handling.handle(sent.with(file))), null);
  }

  private static Control withId(Control told, @Nullable String id) {
    if (told instanceof Control.Ack ack) {
      return new Control.Ack(id, ack.cursor(), ack.data(), ack.file());
    }
    return told instanceof Control.Error error
        ? new Control.Error(error.code(), error.message(), id, error.topic())
        : told;
  }
}
