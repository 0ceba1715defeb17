package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import io.tidewire.engine.Transactions.Deferred;
import jakarta.transaction.Status;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of one transaction's works, whatever one of them throws. */
class HeldWorkTest {

  private final List<String> ended = new ArrayList<>();
  private final HeldWork held = new HeldWork();

  private Deferred work(String name, Runnable fault) {
    return new Deferred() {
      @Override
      public void committed() {
        ended.add(name + " committed");
        fault.run();
      }

      @Override
      public void rolledBack() {
        ended.add(name + " rolled back");
        fault.run();
      }
    };
  }

  private static void fail() {
    throw new NoClassDefFoundError("a class that an undeployment took away");
  }

  private void holdThree() {
    held.add(work("first", () -> {}));
    held.add(work("second", HeldWorkTest::fail));
    held.add(work("third", () -> {}));
  }

  @Test
  void anErrorAfterACommitIsNotTheNextOnes() {
    holdThree();
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi")) {
      held.afterCompletion(Status.STATUS_COMMITTED);
      assertThat(log.messages()).hasSize(1);
    }
    assertThat(ended).containsExactly("first committed", "second committed", "third committed");
  }

  @ParameterizedTest
  @ValueSource(ints = {Status.STATUS_ROLLEDBACK, Status.STATUS_UNKNOWN})
  void norAfterARollback(int status) {
    holdThree();
    held.afterCompletion(status);
    assertThat(ended)
        .containsExactly("first rolled back", "second rolled back", "third rolled back");
  }
}
