package io.tidewire.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.carrier.Opening;
import io.tidewire.carrier.Sessions;
import io.tidewire.inbound.Addresses;
import io.tidewire.inbound.Binding;
import io.tidewire.protocol.TidewireProtocol;
import io.tidewire.settings.Settings;
import io.tidewire.spi.ConnectRequest;
import io.tidewire.spi.TopicRules;
import io.tidewire.transfer.SystemTransfers;
import io.tidewire.web.Callers;
import io.tidewire.web.Refusal;
import io.tidewire.web.StillHub;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.ErrorCode;
import jakarta.websocket.server.ServerEndpointConfig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** How a handshake is refused by a container whose filters do not see it. */
class UpgradeConfiguratorTest {

  private static final Map<String, List<String>> FOREIGN =
      Map.of("origin", List.of("https://evil.example"), "host", List.of("example.org"));

  private final StillHub hub = new StillHub();
  private final WebApplication application =
      WebApplication.attach(
          Settings.read(List.of()),
          hub.hub(),
          TopicRules.builder().allowSubscribe("open/**", (who, values) -> true).build(),
          new Callers(ConnectRequest::caller, Set.of(), () -> Runnable::run),
          hub.executor(4));
  private final TidewireProtocol protocol =
      new TidewireProtocol(
          application,
          Addresses.of(List.of(), new Binding(hub.hub()::encode, Optional.empty())),
          SystemTransfers.of(application));
  private final UpgradeConfigurator configurator =
      new UpgradeConfigurator(
          application, protocol, new Sessions(Thread::new, Duration.ofSeconds(1)));

  @AfterEach
  void close() {
    hub.close();
  }

  /** {@return what a client of a foreign page is told} */
  private List<String> refused(String query) {
    ServerEndpointConfig config =
        ServerEndpointConfig.Builder.create(WebSocketEndpoint.class, "/ws")
            .configurator(configurator)
            .build();
    configurator.modifyHandshake(config, new Asked(FOREIGN, query, null), null);
    Opening opening =
        config.getUserProperties().values().stream()
            .filter(Opening.class::isInstance)
            .map(Opening.class::cast)
            .findFirst()
            .orElseThrow();
    Refusal refusal = opening.refusal();
    assertThat(refusal).isNotNull();
    assertThat(refusal.code()).isEqualTo(ErrorCode.FORBIDDEN);
    List<String> said = new ArrayList<>();
    protocol.reject(opening, refusal).forEach(said::add, binary -> said.add("binary"));
    return said;
  }

  @Test
  void aClientThatSpeaksTheProtocolIsToldWhy() {
    assertThat(refused("topic=open/a")).hasSize(2);
    assertThat(refused("format=envelope&topic=open/a")).hasSize(2);
  }

  /** Whatever else is wrong with what it asks for. */
  @Test
  void onePlainClientGetsTheCloseCodeOnly() {
    assertThat(refused("format=plain&topic=open/a")).isEmpty();
    assertThat(refused("format=plain")).isEmpty();
  }
}
