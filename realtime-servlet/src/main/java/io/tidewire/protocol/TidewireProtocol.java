package io.tidewire.protocol;

import io.tidewire.carrier.Listener;
import io.tidewire.carrier.Opening;
import io.tidewire.carrier.Socket;
import io.tidewire.carrier.SocketProtocol;
import io.tidewire.engine.ClientConnection;
import io.tidewire.engine.ComeBack;
import io.tidewire.engine.SubscribeRequest;
import io.tidewire.inbound.Addresses;
import io.tidewire.transfer.Transfers;
import io.tidewire.web.Problems;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.UserTopic;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.Control;
import io.tidewire.wire.WebSocketMessages;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Function;

/** Speaks Tidewire's protocol: frames in JSON, in both directions. */
public final class TidewireProtocol implements SocketProtocol {

  private final WebApplication application;
  private final Commands commands;
  private final Oversized oversized = new Oversized();

  /**
   * Creates the protocol of an application.
   *
   * @param application the application, whose limits and rules apply
   * @param addresses where clients may send
   * @param transfers what they send in chunks
   */
  public TidewireProtocol(WebApplication application, Addresses addresses, Transfers transfers) {
    this.application = application;
    this.commands = new Commands(application, addresses, transfers);
  }

  @Override
  public Listener open(Opening opening, Function<ClientConnection, Socket> socket) {
    Rights rights = Objects.requireNonNull(opening.rights(), "rights");
    SubscribeRequest plain = opening.plain();
    if (plain != null) {
      return openPlain(rights, plain, socket);
    }
    ClientConnection connection =
        application
            .attachment()
            .openSocket(
                rights,
                self -> new SocketTransport(socket.apply(self), opening.limit(), maxAgeMillis()));
    if (application.settings().http().userTopic()) {
      UserTopic.requestOf(rights.subscriber()).ifPresent(connection::subscribe);
    }
    return new Conversation(application, commands, connection, oversized);
  }

  /** Opens one that gets payloads, and whose client is not heard. */
  private Listener openPlain(
      Rights rights, SubscribeRequest request, Function<ClientConnection, Socket> socket) {
    ClientConnection connection =
        application
            .attachment()
            .openSocket(rights, self -> new PlainTransport(socket.apply(self), maxAgeMillis()));
    new Subscribing(application, connection, Subscribing.Refused.ENDED).subscribe(request, 0);
    return new PlainListener(connection);
  }

  /** {@return how long one WebSocket may last, so that not all end at once} */
  private long maxAgeMillis() {
    Duration maxAge = application.settings().http().webSocket().maxAge();
    long millis = maxAge.toMillis();
    return millis == Long.MAX_VALUE ? millis : ComeBack.spread(maxAge, ThreadLocalRandom.current());
  }

  /**
   * {@inheritDoc} An {@code error}, and a {@code bye} with a random time to come back; nothing if
   * the client does not know the protocol.
   */
  @Override
  public WebSocketMessages reject(Opening opening, Refusal refusal) {
    Problems.count(application.hub(), refusal);
    if (opening.isPlain()) {
      return WebSocketMessages.of();
    }
    Control error = new Control.Error(refusal.code(), refusal.reason(), null);
    Control bye = new Control.Bye(refusal.closeReason(), refusal.comeBackMillis());
    return WebSocketMessages.of(error.json(), bye.json());
  }
}
