package io.tidewire.protocol;

import io.tidewire.OverloadedException;
import io.tidewire.engine.BoundedLog;
import io.tidewire.protocol.Commands.Begun;
import io.tidewire.transfer.Offer;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.ErrorCode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Gives clients the chunks that they ask for, of files that handlers have answered with. */
final class Pulling {

  private static final System.Logger LOG = System.getLogger(Pulling.class.getName());

  private final WebApplication application;

  Pulling(WebApplication application) {
    this.application = application;
  }

  /** Begins to read a chunk, on a thread for work. */
  Begun begin(Offer offer, long index, @Nullable String id) {
    if (!offer.has(index)) {
      throw Members.bad("the file has no chunk " + index);
    }
    CompletionStage<Control> answer =
        read(offer, index, id)
            .handle(
                (piece, failure) ->
                    failure == null ? piece : failed(Failures.unwrapped(failure), id));
    return new Begun(answer.thenAccept(done -> {}), answer);
  }

  private CompletionStage<Control> read(Offer offer, long index, @Nullable String id) {
    try {
      return application
          .executor()
          .work(() -> new Control.Piece(id, offer.name(), index, offer.read(index)));
    } catch (OverloadedException e) {
      return CompletableFuture.failedStage(e);
    }
  }

  private Control failed(Throwable failure, @Nullable String id) {
    if (failure instanceof OverloadedException overloaded) {
      return Failures.overloaded(application, overloaded, id);
    }
    application
        .hub()
        .boundedLog()
        .log(BoundedLog.Kind.TRANSFER_FAILURE, LOG, "a file could not be read", failure);
    return Failures.refused(application, ErrorCode.INTERNAL, "the server failed on this chunk", id);
  }
}
