package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Inject;
import java.security.Principal;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A rule that depends on the server's caller is refused where no WebSocket's rule would see it. On
 * that server itself, and with its enterprise beans, an integration test tries it.
 */
class CallerBoundTest {

  private static final String TOMEE = "Apache Tomcat (TomEE)/10.0.27 (9.0.0)";

  @ApplicationScoped
  static class InjectsPrincipal {
    @Inject Principal principal;
  }

  @ApplicationScoped
  static class InjectsIndirectly {
    @Inject Audit audit;
  }

  @Dependent
  static class Audit {
    @Inject Principal principal;
  }

  @ApplicationScoped
  static class AsksTheSubscriber {
    @Inject Plain plain;
  }

  @Dependent
  static class Plain {}

  @Dependent
  static class Security {
    @Produces
    Principal nobody() {
      return () -> "nobody";
    }
  }

  private static Optional<String> fault(Class<?> rules, String server) {
    try (TestContainer cdi = TestContainer.of(rules, Audit.class, Plain.class, Security.class)) {
      BeanManager manager = cdi.get(BeanManager.class);
      Bean<?> bean = manager.resolve(manager.getBeans(rules));
      return CallerBound.of(server, new EnterpriseBeans())
          .flatMap(judge -> judge.find(bean, manager));
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {InjectsPrincipal.class, InjectsIndirectly.class})
  void aPrincipalIsRefusedWithItsPlaceTheServerAndTheRemedy(Class<?> rules) {
    assertThat(fault(rules, TOMEE))
        .get()
        .asString()
        .startsWith("Principal is injected into")
        .contains(TOMEE, "ask the Subscriber");
  }

  @Test
  void aRuleThatAsksTheSubscriberIsLeftAlone() {
    assertThat(fault(AsksTheSubscriber.class, TOMEE)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"WildFly 39.0.1.Final (WildFly Core 31.0.3.Final)", "Payara Server"})
  void serversThatCarryTheCallerTakeIt(String server) {
    assertThat(fault(InjectsPrincipal.class, server)).isEmpty();
  }
}
