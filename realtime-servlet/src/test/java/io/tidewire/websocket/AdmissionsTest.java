package io.tidewire.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.web.Refusal;
import io.tidewire.wire.ErrorCode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class AdmissionsTest {

  private static final String SECRET = "secret";
  private static final Map<String, List<String>> NO_TICKET = Map.of("topic", List.of("a"));

  private final Admissions admissions = new Admissions(SECRET);
  private final Admission first = Admission.refused(new Refusal(ErrorCode.FORBIDDEN, "the first"));
  private final Admission second =
      Admission.refused(new Refusal(ErrorCode.FORBIDDEN, "the second"));

  @Test
  void ofAMapOfItsOwnItIsTheMaps() {
    Map<String, Object> own = new HashMap<>();
    Map<String, Object> others = new HashMap<>();
    admissions.put(own, NO_TICKET, first);
    admissions.put(others, NO_TICKET, second);

    assertThat(admissions.take(own, NO_TICKET)).isSameAs(first);
    assertThat(admissions.take(others, NO_TICKET)).isSameAs(second);
  }

  @Test
  void ofAMapForAllItIsTheTickets() {
    Map<String, Object> all = new HashMap<>();
    admissions.put(all, ticket(1), first);
    admissions.put(all, ticket(2), second);

    assertThat(admissions.take(all, ticket(1))).isSameAs(first);
    assertThat(admissions.take(all, ticket(2))).isSameAs(second);
    assertThat(admissions.take(all, ticket(2))).as("a second session of one handshake").isNull();
  }

  @Test
  void ofAMapForAllNobodyComesInWithoutATicket() {
    Map<String, Object> all = new HashMap<>();
    admissions.put(all, NO_TICKET, first);
    admissions.put(all, NO_TICKET, second);

    assertThat(admissions.take(all, NO_TICKET)).as("whose session this is, nobody knows").isNull();
  }

  @Test
  void aTicketThatAClientMadeIsNone() {
    Map<String, Object> own = new HashMap<>();
    Map<String, Object> others = new HashMap<>();
    Map<String, List<String>> made = Map.of(Ticket.PARAMETER, List.of("guess.1", "1", ""));
    admissions.put(own, made, first);
    admissions.put(others, made, second);

    assertThat(admissions.take(own, made)).isSameAs(first);
    assertThat(admissions.take(others, made)).isSameAs(second);
  }

  @Test
  void handshakesThatNeverOpenASessionAreForgotten() {
    Map<String, Object> all = new HashMap<>();
    for (int i = 0; i <= Admissions.PENDING; i++) {
      admissions.put(all, ticket(i), first);
    }

    assertThat(admissions.take(all, ticket(0))).isNull();
    assertThat(admissions.take(all, ticket(1))).isSameAs(first);
    assertThat(admissions.take(all, ticket(Admissions.PENDING))).isSameAs(first);
  }

  private static Map<String, List<String>> ticket(int number) {
    return Map.of(Ticket.PARAMETER, List.of(Ticket.of(SECRET, number)));
  }
}
