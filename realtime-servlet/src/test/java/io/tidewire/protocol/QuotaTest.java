package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** How much one caller may send by requests of its own. */
class QuotaTest {

  private final Quota quota = new Quota(4, 10);

  @Test
  void placesAreTakenForAllOrForNone() {
    assertThat(quota.take("ann", 3, 0)).isEmpty();
    assertThat(quota.take("ann", 2, 0)).hasValueSatisfying(why -> assertThat(why).contains("4"));
    assertThat(quota.take("ann", 1, 0)).isEmpty();
    assertThat(quota.take("ben", 4, 0)).as("another caller").isEmpty();
    quota.release("ann", 3);
    assertThat(quota.take("ann", 3, 0)).isEmpty();
  }

  @Test
  void oneRequestAloneIsNeverTooLong() {
    assertThat(quota.take("ann", 9, 0)).isEmpty();
    assertThat(quota.take("ann", 1, 0)).isPresent();
    quota.release("ann", 9);
    assertThat(quota.take("ann", 1, 0)).isEmpty();
  }

  @Test
  void whatIsSentInASecondIsBounded() {
    for (int i = 0; i < 10; i++) {
      assertThat(quota.take("ann", 1, 500)).isEmpty();
      quota.release("ann", 1);
    }
    assertThat(quota.take("ann", 1, 600))
        .hasValueSatisfying(why -> assertThat(why).contains("10 messages a second"));
    assertThat(quota.take("ann", 1, 2_600)).isEmpty();
  }

  @Test
  void whoHasSentNothingLatelyIsForgotten() {
    assertThat(quota.take("ann", 1, 0)).isEmpty();
    assertThat(quota.take("ben", 1, 0)).isEmpty();
    quota.release("ann", 1);
    assertThat(quota.callers()).isEqualTo(2);
    assertThat(quota.take("cid", 1, 5_000)).isEmpty();
    assertThat(quota.callers()).as("ben's command is under way").isEqualTo(2);
    quota.release("ben", 1);
    quota.release("cid", 1);
    assertThat(quota.take("dan", 1, 10_000)).isEmpty();
    assertThat(quota.callers()).isEqualTo(1);
  }
}
