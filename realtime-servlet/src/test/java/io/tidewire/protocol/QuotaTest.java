package io.tidewire.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.limits.Bound;
import io.tidewire.window.ManualTicker;
import org.junit.jupiter.api.Test;

/** How much one caller may send by requests of its own. */
class QuotaTest {

  private final ManualTicker ticker = new ManualTicker();
  private final Quota quota = new Quota(4, 10, ticker);

  @Test
  void placesAreTakenForAllOrForNone() {
    assertThat(quota.take("ann", 3)).isEmpty();
    assertThat(quota.take("ann", 2)).contains(Bound.INBOUND);
    assertThat(quota.take("ann", 1)).isEmpty();
    assertThat(quota.take("ben", 4)).as("another caller").isEmpty();
    quota.release("ann", 3);
    assertThat(quota.take("ann", 3)).isEmpty();
  }

  @Test
  void oneRequestAloneIsNeverTooLong() {
    assertThat(quota.take("ann", 9)).isEmpty();
    assertThat(quota.take("ann", 1)).isPresent();
    quota.release("ann", 9);
    assertThat(quota.take("ann", 1)).isEmpty();
  }

  @Test
  void whatIsSentInASecondIsBounded() {
    ticker.advance(500);
    for (int i = 0; i < 10; i++) {
      assertThat(quota.take("ann", 1)).isEmpty();
      quota.release("ann", 1);
    }
    ticker.advance(100);
    assertThat(quota.take("ann", 1)).contains(Bound.MESSAGES);
    ticker.advance(2_000);
    assertThat(quota.take("ann", 1)).isEmpty();
  }

  @Test
  void whoHasSentNothingLatelyIsForgotten() {
    assertThat(quota.take("ann", 1)).isEmpty();
    assertThat(quota.take("ben", 1)).isEmpty();
    quota.release("ann", 1);
    assertThat(quota.callers()).isEqualTo(2);
    ticker.advance(5_000);
    assertThat(quota.take("cid", 1)).isEmpty();
    assertThat(quota.callers()).as("ben's command is under way").isEqualTo(2);
    quota.release("ben", 1);
    quota.release("cid", 1);
    ticker.advance(5_000);
    assertThat(quota.take("dan", 1)).isEmpty();
    assertThat(quota.callers()).isEqualTo(1);
  }
}
