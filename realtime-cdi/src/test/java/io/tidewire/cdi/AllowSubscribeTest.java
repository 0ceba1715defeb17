package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewire.LogRecorder;
import io.tidewire.Subscriber;
import io.tidewire.TopicPattern;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.TopicAccess;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.control.RequestContextController;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class AllowSubscribeTest {

  private static final Subscriber SELLER = new Subscriber("ann", Set.of("sales-eu"));
  private static final Subscriber ANYONE = Subscriber.anonymous();

  @ApplicationScoped
  static class Rules {
    @AllowSubscribe("orders/{region}")
    boolean mayWatch(Subscriber who, String region) {
      return who.isInRole("sales-" + region);
    }

    @AllowSubscribe("tenants/{tenant}/docs/{doc}")
    boolean byName(String doc, String tenant) {
      return tenant.equals("acme") && doc.equals("a/b");
    }

    @AllowSubscribe("host")
    @AllowSubscribe("news/*")
    boolean everyone() {
      return true;
    }

    @AllowSubscribe("fragile/{id}")
    boolean fragile(String id) {
      throw new IllegalStateException("no database");
    }

    @AllowSubscribe("repeating/{id}")
    boolean repeating(String id) {
      throw new IllegalArgumentException("no such id: " + id);
    }

    @AllowSubscribe("fragile/2")
    boolean solid() {
      return true;
    }
  }

  @RequestScoped
  static class Request {
    private final AtomicInteger asked = new AtomicInteger();

    int ask() {
      return asked.incrementAndGet();
    }
  }

  @Dependent
  static class DependentRules {
    private static final AtomicInteger ALIVE = new AtomicInteger();

    @Inject Request request;

    DependentRules() {
      ALIVE.incrementAndGet();
    }

    @PreDestroy
    void end() {
      ALIVE.decrementAndGet();
    }

    @AllowSubscribe("requests/{count}")
    boolean may(String count) {
      return count.equals("" + request.ask());
    }
  }

  static class Inherited {
    @AllowSubscribe("inherited")
    protected boolean may(Subscriber who) {
      return who.user().isPresent();
    }
  }

  @ApplicationScoped
  static class Heir extends Inherited {}

  @ApplicationScoped
  @AllowSubscribe(value = "boss/**", roles = "boss")
  static class RolesOnly {
    @AllowSubscribe(
        value = "sales/*",
        roles = {"sales-eu", "sales-us"})
    void byRoles() {}

    @AllowSubscribe(
        value = "sales/{region}/open",
        roles = {"sales-eu", "sales-us"})
    boolean byRolesAndMethod(String region) {
      return region.equals("eu");
    }
  }

  @ApplicationScoped
  @RolesAllowed("sales-eu")
  static class Standard {
    @AllowSubscribe("standard/class")
    boolean ofClass() {
      return true;
    }

    @AllowSubscribe("standard/method")
    @RolesAllowed({"boss", "head"})
    boolean ofMethod() {
      return true;
    }

    @AllowSubscribe("standard/all")
    @PermitAll
    boolean all() {
      return true;
    }

    @AllowSubscribe("standard/none")
    @DenyAll
    boolean none() {
      return true;
    }

    @AllowSubscribe(value = "standard/both", roles = "boss")
    boolean both() {
      return true;
    }
  }

  private static boolean granted(TopicAccess access, Subscriber who, String pattern) {
    return access.maySubscribe(who, TopicPattern.of(pattern)).isGranted();
  }

  @Test
  void aRuleDecidesByTheDecodedVariables() {
    try (TestContainer cdi = TestContainer.of(Rules.class)) {
      TopicAccess access = cdi.access();
      assertThat(granted(access, SELLER, "orders/eu")).isTrue();
      assertThat(granted(access, SELLER, "orders/us")).isFalse();
      assertThat(granted(access, ANYONE, "orders/eu")).isFalse();
      assertThat(granted(access, ANYONE, "tenants/acme/docs/a~2Fb")).isTrue();
      assertThat(granted(access, ANYONE, "tenants/a~2Fb/docs/acme")).isFalse();
    }
  }

  @Test
  void aTemplateSeesNoWildcardAndAPatternCoversItsTopics() {
    try (TestContainer cdi = TestContainer.of(Rules.class)) {
      TopicAccess access = cdi.access();
      assertThat(granted(access, SELLER, "orders/*")).isFalse();
      assertThat(granted(access, SELLER, "orders/**")).isFalse();
      assertThat(granted(access, ANYONE, "news/*")).isTrue();
      assertThat(granted(access, ANYONE, "news/local")).isTrue();
      assertThat(granted(access, ANYONE, "news/**")).isFalse();
      assertThat(granted(access, ANYONE, "news/local/today")).isFalse();
      assertThat(granted(access, ANYONE, "host")).isTrue();
      assertThat(granted(access, ANYONE, "*")).isFalse();
      assertThat(granted(access, ANYONE, "**")).isFalse();
    }
  }

  @Test
  void whatNoRuleIsAboutIsRefusedByName() {
    try (TestContainer cdi = TestContainer.of(Rules.class)) {
      AccessDecision decision = cdi.access().maySubscribe(SELLER, TopicPattern.of("secret"));
      assertThat(decision.reason()).hasValueSatisfying(why -> assertThat(why).contains("'secret'"));
    }
  }

  @Test
  void aRuleThatThrowsDoesNotAllowAndIsLogged() {
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        TestContainer cdi = TestContainer.of(Rules.class)) {
      assertThat(granted(cdi.access(), ANYONE, "fragile/1")).isFalse();
      assertThat(log.messages()).singleElement().asString().contains("Rules.fragile(String)");
      assertThat(log.thrown()).singleElement().isInstanceOf(IllegalStateException.class);
      assertThat(granted(cdi.access(), ANYONE, "fragile/2")).as("another rule allows").isTrue();
    }
  }

  /** The message of its exception may repeat what a client sent, decoded. */
  @Test
  void whatARuleFailsWithForgesNoLine() {
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        TestContainer cdi = TestContainer.of(Rules.class)) {
      String topic = "repeating/1~0AERROR~20forged" + "x".repeat(220);
      assertThat(granted(cdi.access(), ANYONE, topic)).isFalse();
      assertThat(log.failures())
          .singleElement()
          .asString()
          .contains("no such id: 1", "ERROR forged")
          .doesNotContain("\n")
          .hasSizeLessThan(300);
    }
  }

  @Test
  void aDependentBeanLivesForOneCallInARequestContextOfItsOwn() {
    try (TestContainer cdi = TestContainer.of(DependentRules.class, Request.class)) {
      TopicAccess access = cdi.access();
      assertThat(granted(access, ANYONE, "requests/1")).isTrue();
      assertThat(granted(access, ANYONE, "requests/1")).as("a new request").isTrue();
      assertThat(DependentRules.ALIVE).hasValue(0);
      Request request = cdi.get(Request.class);
      assertThat(catchThrowable(request::ask)).isInstanceOf(ContextNotActiveException.class);
    }
  }

  @Test
  void anActiveRequestContextIsUsedAndLeftAlone() {
    try (TestContainer cdi = TestContainer.of(DependentRules.class, Request.class)) {
      TopicAccess access = cdi.access();
      RequestContextController request = cdi.get(RequestContextController.class);
      request.activate();
      assertThat(granted(access, ANYONE, "requests/1")).isTrue();
      assertThat(granted(access, ANYONE, "requests/2")).as("the same request").isTrue();
      assertThat(cdi.get(Request.class).ask()).isEqualTo(3);
      request.deactivate();
    }
  }

  @Test
  void inheritedRulesCount() {
    try (TestContainer cdi = TestContainer.of(Heir.class)) {
      assertThat(granted(cdi.access(), SELLER, "inherited")).isTrue();
      assertThat(granted(cdi.access(), ANYONE, "inherited")).isFalse();
    }
  }

  private static Subscriber with(String... roles) {
    return new Subscriber("ann", Set.of(roles));
  }

  @Test
  void oneOfTheRolesOfARuleIsEnoughAndNoMethodIsNeeded() {
    try (TestContainer cdi = TestContainer.of(RolesOnly.class)) {
      TopicAccess access = cdi.access();
      assertThat(granted(access, with("sales-us"), "sales/eu")).isTrue();
      assertThat(granted(access, with("sales-us"), "sales/*")).isTrue();
      assertThat(granted(access, with("clerk"), "sales/eu")).isFalse();
      assertThat(granted(access, ANYONE, "sales/eu")).isFalse();
      assertThat(granted(access, with("boss"), "boss/a/b")).isTrue();
      assertThat(granted(access, with("sales-us"), "boss/a/b")).isFalse();
    }
  }

  @Test
  void whereThereIsAMethodItIsAskedOfThoseWhoHaveARole() {
    try (TestContainer cdi = TestContainer.of(RolesOnly.class)) {
      TopicAccess access = cdi.access();
      assertThat(granted(access, with("sales-us"), "sales/eu/open")).isTrue();
      assertThat(granted(access, with("sales-us"), "sales/us/open")).isFalse();
      assertThat(granted(access, with("clerk"), "sales/eu/open")).isFalse();
    }
  }

  @Test
  void theStandardAnnotationsCountWithoutAnInterceptor() {
    try (TestContainer cdi = TestContainer.of(Standard.class)) {
      TopicAccess access = cdi.access();
      assertThat(granted(access, with("sales-eu"), "standard/class")).isTrue();
      assertThat(granted(access, with("boss"), "standard/class")).isFalse();
      assertThat(granted(access, with("head"), "standard/method")).isTrue();
      assertThat(granted(access, with("sales-eu"), "standard/method")).isFalse();
      assertThat(granted(access, ANYONE, "standard/all")).isTrue();
      assertThat(granted(access, with("boss", "sales-eu"), "standard/none")).isFalse();
      assertThat(granted(access, with("boss"), "standard/both")).isFalse();
      assertThat(granted(access, with("boss", "sales-eu"), "standard/both")).isTrue();
    }
  }
}
