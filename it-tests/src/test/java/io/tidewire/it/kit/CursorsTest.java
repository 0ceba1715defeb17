package io.tidewire.it.kit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CursorsTest {
  private static Cursor at(long sequence) {
    return new Cursor("e", sequence);
  }

  @ParameterizedTest
  @CsvSource({
    "a/b, a/b, true", "a/b, a/c, false", "a/b, a, false", "a, a/b, false",
    "a/*, a/b, true", "a/*, a, false", "a/*, a/b/c, false", "*/b, a/b, true",
    "a/**, a/b, true", "a/**, a/b/c, true", "a/**, a, false", "**, a/b, true",
    "*, $sys, false", "**, $sys/a, false", "$sys/*, $sys/a, true"
  })
  void matchesPatternsAsTheContractSays(String pattern, String topic, boolean covered) {
    assertEquals(covered, Cursors.covers(pattern, topic));
  }

  @Test
  void dropsWhatIsNotAboveAndResumesAllTopicsFromTheHighest() {
    Cursors cursors = new Cursors(List.of("a", "b/*"));
    assertEquals(List.of(), cursors.since());
    cursors.begin("a", at(3));
    assertEquals(List.of("e-3", "now"), cursors.since());
    cursors.begin("b/*", at(3));
    assertTrue(cursors.accept("a", at(5)));
    assertFalse(cursors.accept("a", at(5)));
    assertFalse(cursors.accept("b/x", at(4)));
    assertEquals(List.of("e-5"), cursors.since());
    cursors.reached(at(9));
    cursors.reached(at(8));
    assertEquals(List.of("e-9"), cursors.since());
  }

  @Test
  void aGapMovesItsSubscriptionAlone() {
    Cursors cursors = new Cursors(List.of("a", "b"));
    cursors.reached(at(10));
    cursors.skipTo("a", at(20));
    assertEquals(List.of("e-20", "e-10"), cursors.since());
    assertTrue(cursors.accept("b", at(15)));
    assertEquals(List.of("e-20", "e-15"), cursors.since());
    assertTrue(cursors.accept("a", at(21)));
    assertEquals(List.of("e-21"), cursors.since());
  }

  @Test
  void anotherEpochNeedsAGap() {
    Cursors cursors = new Cursors(List.of("a"));
    cursors.reached(at(10));
    Cursor foreign = new Cursor("f-1", 2);
    assertThrows(AssertionError.class, () -> cursors.accept("a", foreign));
    cursors.skipTo("a", new Cursor("f-1", 1));
    assertTrue(cursors.accept("a", foreign));
    assertEquals("f-1-2", foreign.toString());
    assertEquals(foreign, Cursor.parse("f-1-2"));
  }

  @ParameterizedTest
  @CsvSource({"e", "-1", "e-", "e-x", "''"})
  void readsNoOtherText(String text) {
    assertThrows(AssertionError.class, () -> Cursor.parse(text));
  }
}
