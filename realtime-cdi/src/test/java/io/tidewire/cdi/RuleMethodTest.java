package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Subscriber;
import java.lang.reflect.Method;
import java.text.Collator;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleMethodTest {

  private static final Subscriber ANYONE = Subscriber.anonymous();
  private static final RuleText ORDERS =
      new RuleText(RuleText.Asks.SUBSCRIBE, "orders/{region}/{city}", Set.of());

  static class Named {
    boolean may(Subscriber who, String city, String region) {
      return true;
    }
  }

  @Test
  void parametersAreBoundByNameWhereTheClassHasNames() throws Exception {
    Method method =
        Named.class.getDeclaredMethod("may", Subscriber.class, String.class, String.class);
    RuleMethod rule = RuleMethod.of(method, ORDERS);
    assertThat(rule.arguments(ANYONE, Map.of("region", "eu", "city", "rome"), null))
        .containsExactly(ANYONE, "rome", "eu");
  }

  /** The JDK's own classes are compiled without parameter names. */
  @Test
  void parametersAreBoundInOrderWhereTheClassHasNoNames() throws Exception {
    Method method = Collator.class.getMethod("equals", String.class, String.class);
    RuleMethod rule = RuleMethod.of(method, ORDERS);
    assertThat(rule.arguments(ANYONE, Map.of("region", "eu", "city", "rome"), null))
        .containsExactly("eu", "rome");
  }
}
