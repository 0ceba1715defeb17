package io.tidewire.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.carrier.Opening;
import io.tidewire.web.Refusal;
import io.tidewire.wire.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class OpeningsTest {

  private static final String SECRET = "secret";
  private static final Map<String, List<String>> NO_TICKET = Map.of("topic", List.of("a"));

  private final Openings openings = new Openings(SECRET);
  private final Opening first =
      Opening.refused(new Refusal(ErrorCode.FORBIDDEN, "the first"), false);
  private final Opening second =
      Opening.refused(new Refusal(ErrorCode.FORBIDDEN, "the second"), false);

  @Test
  void ofAMapOfItsOwnItIsTheMaps() {
    Map<String, Object> own = new HashMap<>();
    Map<String, Object> others = new HashMap<>();
    openings.put(own, NO_TICKET, first);
    openings.put(others, NO_TICKET, second);

    assertThat(openings.take(own, NO_TICKET)).isSameAs(first);
    assertThat(openings.take(others, NO_TICKET)).isSameAs(second);
  }

  @Test
  void ofAMapForAllItIsTheTickets() {
    Map<String, Object> all = new HashMap<>();
    openings.put(all, ticket(1), first);
    openings.put(all, ticket(2), second);

    assertThat(openings.take(all, ticket(1))).isSameAs(first);
    assertThat(openings.take(all, ticket(2))).isSameAs(second);
    assertThat(openings.take(all, ticket(2))).as("a second session of one handshake").isNull();
  }

  @Test
  void ofAMapForAllNobodyComesInWithoutATicket() {
    Map<String, Object> all = new HashMap<>();
    openings.put(all, NO_TICKET, first);
    openings.put(all, NO_TICKET, second);

    assertThat(openings.take(all, NO_TICKET)).as("whose session this is, nobody knows").isNull();
  }

  @Test
  void aTicketThatAClientMadeIsNone() {
    Map<String, Object> own = new HashMap<>();
    Map<String, Object> others = new HashMap<>();
    Map<String, List<String>> made = Map.of(Ticket.PARAMETER, List.of("guess.1", "1", ""));
    openings.put(own, made, first);
    openings.put(others, made, second);

    assertThat(openings.take(own, made)).isSameAs(first);
    assertThat(openings.take(others, made)).isSameAs(second);
  }

  @Test
  void handshakesThatNeverOpenASessionAreForgotten() {
    Map<String, Object> all = new HashMap<>();
    for (int i = 0; i <= Openings.PENDING; i++) {
      openings.put(all, ticket(i), first);
    }

    assertThat(openings.take(all, ticket(0))).isNull();
    assertThat(openings.take(all, ticket(1))).isSameAs(first);
    assertThat(openings.take(all, ticket(Openings.PENDING))).isSameAs(first);
  }

  private static Map<String, List<String>> ticket(int number) {
    return Map.of(Ticket.PARAMETER, List.of(Ticket.of(SECRET, number)));
  }
}
