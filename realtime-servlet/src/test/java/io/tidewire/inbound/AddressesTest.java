package io.tidewire.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.Sender;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.spi.InboundHandler;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which handler gets what. */
class AddressesTest {

  /** Replies with its own address and type. */
  private record Handler(String address, String type) implements InboundHandler {
    @Override
    public void handle(Incoming<Payload> message) {
      message.reply(Payload.json("\"" + address + " " + type + "\""));
    }
  }

  private static Addresses addresses(String... handlers) {
    return Addresses.of(
        Arrays.stream(handlers)
            .map(text -> text.split(" ", 2))
            .map(parts -> new Handler(parts[0], parts.length == 1 ? "" : parts[1]))
            .toList(),
        new Binding(payload -> (Payload) payload, Optional.empty()));
  }

  private static String found(Addresses addresses, String address, String type) {
    return addresses
        .find(Topic.of(address), type)
        .map(handling -> handling.handle(sent(address, type)))
        .map(answer -> ((Answer.Acknowledged) answer).data().text().replace("\"", "").strip())
        .orElse("none");
  }

  private static Sent sent(String address, String type) {
    return new Sent(
        Topic.of(address),
        type,
        Payload.json("null"),
        Subscriber.anonymous(),
        Sender.of(null, null),
        null);
  }

  @ParameterizedTest
  @CsvSource({
    "chat/lobby, line, chat/lobby line",
    "chat/lobby, shout, chat/lobby",
    "chat/kitchen, line, chat/{room}",
    "chat/kitchen, rename, chat/{room} rename",
    "chat/kitchen/a, line, none",
    "chat, line, none",
    "chat/-x/y, line, chat/-x/{part}",
    "chat/b/y, line, chat/{room}/y",
    "chat/b/z, line, {any}/b/z only",
    "echo, any, echo",
    "Echo, any, none",
    "$user/ann, line, none",
  })
  void theMostFixedAddressAndItsTypeComeFirst(String address, String type, String handler) {
    Addresses addresses =
        addresses(
            "{any}/b/z line",
            "chat/{room}",
            "chat/{room} rename",
            "chat/lobby",
            "chat/lobby line",
            "chat/{room}/y",
            "chat/-x/{part}",
            "echo");
    assertThat(found(addresses, address, type))
        .isEqualTo(handler.equals("{any}/b/z only") ? "{any}/b/z line" : handler);
  }

  /** A form without a handler of the type does not hide another form that has one. */
  @Test
  void aTypeThatIsNotTakenIsLookedForInOtherForms() {
    Addresses addresses = addresses("chat/lobby shout", "chat/{room}");
    assertThat(found(addresses, "chat/lobby", "shout")).isEqualTo("chat/lobby shout");
    assertThat(found(addresses, "chat/lobby", "line")).isEqualTo("chat/{room}");
  }

  @Test
  void amongAThousandTheOneIsFound() {
    Addresses addresses =
        addresses(IntStream.range(0, 1_000).mapToObj(i -> "a" + i + "/{x}").toArray(String[]::new));
    assertThat(found(addresses, "a999/b", "t")).isEqualTo("a999/{x}");
    assertThat(found(addresses, "a1000/b", "t")).isEqualTo("none");
  }

  @Test
  void twoHandlersOfOneAddressAndTypeAreRefused() {
    for (String type : List.of("", " line")) {
      assertThatThrownBy(() -> addresses("chat/{room}" + type, "chat/{name}" + type))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("both " + Handler.class.getName())
          .hasMessageContaining("'chat/{name}'");
    }
    assertThat(found(addresses("chat/{room}", "chat/{name} line"), "chat/a", "line"))
        .isEqualTo("chat/{name} line");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a b", "chat/*", "chat/**", "chat/{", "chat/{x}/{x}", "$user/{name}"})
  void aMalformedAddressIsRefusedAndNamesItsHandler(String address) {
    assertThatThrownBy(
            () ->
                Addresses.of(
                    List.of(new Handler(address, "")),
                    new Binding(payload -> (Payload) payload, Optional.empty())))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(Handler.class.getName());
  }
}
