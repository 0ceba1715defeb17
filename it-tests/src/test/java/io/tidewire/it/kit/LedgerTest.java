package io.tidewire.it.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class LedgerTest {
  private final Ledger ledger = new Ledger();
  private final Account account = ledger.open("client-1", List.of("a", "b/*"));

  private void receive(String topic, int... numbers) {
    for (int number : numbers) {
      account.received(topic, number);
    }
  }

  private void assertFails(String... parts) {
    String message = assertThrows(AssertionError.class, ledger::assertComplete).getMessage();
    for (String part : parts) {
      assertTrue(message.contains(part), () -> part + " is not in: " + message);
    }
    assertEquals(parts.length + 1, message.split("\n").length, message);
  }

  @Test
  void passesWhatIsComplete() {
    ledger.published("a", 3);
    ledger.published("b/x", 1);
    ledger.published("c", 7);
    receive("a", 1, 2, 3);
    receive("b/x", 1);
    ledger.awaitAll();
    ledger.assertComplete();
    ledger.assertNoSilentLoss();
  }

  @Test
  void findsLossAndNamesTheConnectionThatShowedIt() {
    account.connected("SSE");
    receive("a", 1, 2);
    account.connected("POLL from [a@e-2]");
    receive("a", 5, 6, 8);
    ledger.published("a", 9);
    ledger.published("b/x", 2);
    assertFails(
        "a: 3..4 missing, on connection 2, POLL from [a@e-2]",
        "a: 7 missing, on connection 2",
        "a: 9 missing, at the end",
        "b/x: 1..2 missing, at the end");
  }

  @Test
  void findsDoublesAndDisorder() {
    ledger.published("a", 4);
    receive("a", 1, 1, 3, 2, 4, 3);
    assertFails("a: 1 doubled", "a: 2 out of order, after 3", "a: 3 doubled");
  }

  @Test
  void findsWhatWasNeverSubscribed() {
    ledger.published("a", 1);
    receive("a", 1);
    receive("c", 1);
    assertFails("c: was not subscribed");
  }

  @Test
  void aGapExcusesTheHoleThatFollowsItAndNoOther() {
    ledger.published("a", 9);
    ledger.published("b/x", 3);
    receive("a", 1);
    account.gap("a", "gap a");
    account.gap("b/*", "gap b");
    receive("a", 4, 5, 6, 7, 8, 9);
    receive("b/x", 3);
    ledger.assertNoSilentLoss();
    assertFails("gap a", "gap b", "a: 2..3 missing", "b/x: 1..2 missing");
    receive("a", 11);
    ledger.published("a", 11);
    assertThrows(AssertionError.class, ledger::assertNoSilentLoss);
  }

  @Test
  void refusesToPassWhereNothingWasChecked() {
    assertThrows(AssertionError.class, ledger::assertComplete);
    assertThrows(AssertionError.class, new Ledger()::assertNoSilentLoss);
  }
}
