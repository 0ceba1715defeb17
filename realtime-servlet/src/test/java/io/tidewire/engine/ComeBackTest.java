package io.tidewire.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.CloseReason;
import io.tidewire.wire.ErrorCode;
import java.time.Duration;
import java.util.function.ToLongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** When clients come back, from the earliest to the latest that chance can make of it. */
class ComeBackTest {

  private static final ComeBack USUAL = new ComeBack(Duration.ofSeconds(10));
  private static final ComeBack AT_ONCE = new ComeBack(Duration.ZERO);

  /** Draws the least or the most that is asked for. */
  private record Extreme(boolean most) implements RandomGenerator {
    @Override
    public long nextLong() {
      throw new AssertionError("without bounds");
    }

    @Override
    public long nextLong(long bound) {
      return nextLong(0, bound);
    }

    @Override
    public long nextLong(long origin, long bound) {
      return most ? bound - 1 : origin;
    }

    @Override
    public double nextDouble() {
      return most ? Math.nextDown(1.0) : 0;
    }
  }

  private static Arguments row(
      String what, long earliest, long latest, ToLongFunction<RandomGenerator> decision) {
    return Arguments.of(what, earliest, latest, decision);
  }

  private static Arguments closed(CloseReason reason, long latest) {
    return row(reason.code(), 0, latest, random -> USUAL.afterClose(reason, random));
  }

  private static Arguments refused(ErrorCode code, long earliest, long latest) {
    return row(code.code(), earliest, latest, random -> ComeBack.afterRefusal(code, random));
  }

  private static Arguments away(Duration emptyFor, long earliest, long latest) {
    return row(
        "log away for " + emptyFor,
        earliest,
        latest,
        random -> ComeBack.whileLogIsAway(emptyFor, random));
  }

  private static Arguments spread(Duration time, long earliest, long latest) {
    return row("about " + time, earliest, latest, random -> ComeBack.spread(time, random));
  }

  private static Stream<Arguments> decisions() {
    return Stream.of(
        closed(CloseReason.NORMAL, 0),
        closed(CloseReason.RESTART, 10_000),
        closed(CloseReason.DRAIN, 10_000),
        closed(CloseReason.MAX_AGE, 2_000),
        closed(CloseReason.OVERLOADED, 10_000),
        closed(CloseReason.UNRESPONSIVE, 10_000),
        closed(CloseReason.DISCONNECTED, 10_000),
        closed(CloseReason.FORBIDDEN, 0),
        closed(CloseReason.PROTOCOL, 0),
        closed(CloseReason.TOO_LARGE, 0),
        closed(CloseReason.SIGNED_OUT, 0),
        closed(CloseReason.TOKEN_EXPIRED, 0),
        closed(CloseReason.OTHER_USER, 0),
        closed(CloseReason.INTERNAL, 10_000),
        row("no spread", 0, 0, random -> AT_ONCE.afterClose(CloseReason.RESTART, random)),
        row("no spread", 0, 0, random -> AT_ONCE.afterClose(CloseReason.MAX_AGE, random)),
        refused(ErrorCode.OVERLOADED, 4_000, 7_999),
        refused(ErrorCode.RATE_LIMITED, 4_000, 7_999),
        refused(ErrorCode.INTERNAL, 30_000, 59_999),
        away(Duration.ZERO, 2_000, 3_999),
        away(Duration.ofSeconds(4), 2_000, 3_999),
        away(Duration.ofSeconds(10), 5_000, 9_999),
        away(Duration.ofSeconds(30), 15_000, 29_999),
        away(Duration.ofDays(1), 15_000, 29_999),
        row("too often", 5_000, 64_999, ComeBack::whenRateAllows),
        spread(Duration.ofSeconds(20), 16_000, 24_000),
        spread(Duration.ZERO, 0, 0));
  }

  @ParameterizedTest
  @MethodSource("decisions")
  void clientsComeBackWithinABoundedTime(
      String what, long earliest, long latest, ToLongFunction<RandomGenerator> decision) {
    assertThat(decision.applyAsLong(new Extreme(false))).as(what).isEqualTo(earliest);
    assertThat(decision.applyAsLong(new Extreme(true))).as(what).isEqualTo(latest);
  }

  private static Stream<CloseReason> reasons() {
    return Stream.of(CloseReason.values());
  }

  @ParameterizedTest
  @MethodSource("reasons")
  void theTableHasEveryReason(CloseReason reason) {
    assertThat(decisions()).anyMatch(row -> row.get()[0].equals(reason.code()));
  }
}
