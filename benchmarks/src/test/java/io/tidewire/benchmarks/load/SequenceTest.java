package io.tidewire.benchmarks.load;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** That the load client sees each fault, and counts it once. */
class SequenceTest {

  private final Tally tally = new Tally(1);
  private final Sequence sequence = new Sequence(tally, 1, 1);

  private void publish(int messages) {
    for (int i = 0; i < messages; i++) {
      tally.published(0);
    }
  }

  private void arrive(int... places) {
    for (int place : places) {
      sequence.arrived(Payloads.FIRST + place);
    }
  }

  private void assertCounts(int deliveries, int lost, int repeated, int reordered) {
    Delivered delivered = tally.delivered(1);
    assertThat(delivered.deliveries()).as("deliveries").isEqualTo(deliveries);
    assertThat(delivered.lost()).as("lost").isEqualTo(lost);
    assertThat(delivered.repeated()).as("repeated").isEqualTo(repeated);
    assertThat(delivered.reordered()).as("reordered").isEqualTo(reordered);
  }

  @Test
  void findsNoFaultWhereThereIsNone() {
    publish(3);
    arrive(0, 1, 2);
    assertCounts(3, 0, 0, 0);
    assertThat(tally.inFlight()).isZero();
  }

  @Test
  void missesWhatWasSkipped() {
    publish(5);
    arrive(0, 3, 4);
    assertCounts(3, 2, 0, 0);
    assertThat(tally.inFlight()).isZero();
  }

  @Test
  void missesWhatDidNotComeAtTheEnd() {
    publish(3);
    arrive(0, 1);
    assertCounts(2, 1, 0, 0);
    assertThat(tally.inFlight()).isOne();
  }

  @Test
  void tellsALateMessageFromALostOne() {
    publish(3);
    arrive(0, 2, 1);
    assertCounts(3, 0, 0, 1);
  }

  @Test
  void seesWhatComesAgain() {
    publish(3);
    arrive(0, 1, 1, 0, 2);
    assertCounts(3, 0, 2, 0);
  }

  @Test
  void seesWhatComesAgainAfterManyOthers() {
    publish(200);
    for (int place = 0; place < 200; place++) {
      arrive(place);
    }
    arrive(10, 150);
    assertCounts(200, 0, 2, 0);
  }

  @Test
  void letsMessagesOfTwoPublishersOvertakeEachOther() {
    Sequence ofTwo = new Sequence(tally, 2, 2);
    publish(6);
    for (int place : new int[] {1, 0, 2, 4, 3, 5}) {
      ofTwo.arrived(Payloads.FIRST + place);
    }
    assertCounts(6, 0, 0, 0);
    assertThat(tally.clientsReached()).isOne();
    assertThat(tally.inFlight()).isZero();
  }

  @Test
  void seesFaultsInWhatOneOfTwoPublishersSent() {
    Sequence ofTwo = new Sequence(tally, 2, 2);
    publish(8);
    for (int place : new int[] {0, 1, 4, 3, 2, 7, 3}) {
      ofTwo.arrived(Payloads.FIRST + place);
    }
    assertCounts(6, 2, 1, 1);
  }
}
