package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.tidewire.CloseReason;
import io.tidewire.carrier.Opening;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.servlet.Parts;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.transfer.SystemTransfers;
import io.tidewire.web.Callers;
import io.tidewire.web.Refusal;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.ErrorCode;
import io.tidewire.wire.WebSocketMessages;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client is told whose WebSocket is opened only to be closed. */
class TidewireProtocolTest {

  private final StillHub hub = new StillHub();

  @AfterEach
  void close() {
    hub.close();
  }

  @ParameterizedTest
  @CsvSource({
    "OVERLOADED, overloaded, OVERLOADED, true",
    "RATE_LIMITED, rate-limited, OVERLOADED, true",
    "INTERNAL, internal, INTERNAL, true",
    "FORBIDDEN, forbidden, FORBIDDEN, false",
    "UNAUTHORIZED, unauthorized, FORBIDDEN, false",
    "BAD_REQUEST, bad-request, FORBIDDEN, false",
  })
  void aRejectedClientGetsAnErrorAndAGoodbye(
      ErrorCode code, String error, CloseReason reason, boolean comesBack) {
    WebApplication application =
        WebApplication.attach(
            Settings.read(List.of()),
            hub.hub(),
            Parts.denyAll(),
            new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
            hub.executor(32));
    TidewireProtocol protocol =
        new TidewireProtocol(
            application,
            Addresses.of(List.of(), new Binding(hub.hub()::encode, Optional.empty())),
            SystemTransfers.of(application));
    Refusal refusal = new Refusal(code, "not now");

    List<String> said = texts(protocol.reject(Opening.refused(refusal, false), refusal));

    assertThat(refusal.closeReason()).isEqualTo(reason);
    assertThat(hub.hub().stats().refusals()).containsEntry(error, 1L);
    assertThat(hub.hub().stats().refused()).isEqualTo(1);
    await("the observers").until(() -> hub.refused().equals(List.of(error)));
    assertThat(said).hasSize(2);
    assertThat(said.get(0))
        .startsWith("{\"type\":\"error\",\"code\":\"" + error + "\"")
        .contains("\"not now\"");
    assertThat(said.get(1))
        .startsWith("{\"type\":\"bye\",\"reason\":\"" + reason.code() + "\"")
        .contains("\"reconnect\":" + comesBack);
  }

  private static List<String> texts(WebSocketMessages messages) {
    List<String> texts = new ArrayList<>();
    messages.forEach(texts::add, binary -> texts.add("binary"));
    return texts;
  }
}
