package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewire.LogRecorder;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.spi.PublishRequest;
import io.tidewire.spi.TopicAccess;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Rules on publishing, in what they differ from those on subscribing. */
class AllowPublishTest {

  private static final Subscriber ANN = new Subscriber("ann", Set.of("member"));
  private static final Subscriber OPS = new Subscriber("ops", Set.of("operator"));
  private static final Subscriber ANYONE = Subscriber.anonymous();

  @ApplicationScoped
  @AllowPublish(value = "all/**", roles = "operator")
  static class Rules {
    @AllowSubscribe("rooms/{room}")
    @AllowPublish("rooms/{room}")
    boolean isMember(Subscriber who, String room) {
      return who.isInRole("member") && !room.equals("secret");
    }

    @AllowPublish("lines/{room}")
    boolean lines(PublishRequest what, String room) {
      return what.type().equals("line") && what.topic().equals(Topic.of("lines/" + room));
    }

    @AllowPublish("any/{a}/{b}")
    boolean anyPlace(Subscriber who, String b, PublishRequest what, String a) {
      return a.equals("1") && b.equals("2") && "k".equals(what.key());
    }

    @AllowPublish(value = "notices/*", roles = "operator")
    void notices() {}

    @AllowPublish("standard")
    @RolesAllowed("operator")
    boolean standard() {
      return true;
    }

    @AllowPublish("fragile")
    boolean fragile() {
      throw new IllegalStateException("no database");
    }

    @AllowSubscribe("watched")
    boolean watched() {
      return true;
    }
  }

  @ApplicationScoped
  static class Faulty {
    @AllowSubscribe("a/{x}")
    boolean noRequest(String x, PublishRequest what) {
      return true;
    }

    @AllowPublish("b/{x}")
    boolean tooFew(PublishRequest what) {
      return true;
    }

    @AllowPublish("c")
    boolean twice(PublishRequest what, PublishRequest again) {
      return true;
    }

    @AllowPublish("d/**/e")
    boolean malformed() {
      return true;
    }
  }

  private static boolean granted(TopicAccess access, Subscriber who, String topic, String type) {
    return access
        .mayPublish(who, new PublishRequest(Topic.of(topic), type, "k", false, false))
        .isGranted();
  }

  @Test
  void aMethodMayBeARuleOnBoth() {
    try (TestContainer cdi = TestContainer.of(Rules.class)) {
      TopicAccess access = cdi.access();
      assertThat(granted(access, ANN, "rooms/a", "line")).isTrue();
      assertThat(granted(access, ANN, "rooms/secret", "line")).isFalse();
      assertThat(granted(access, ANYONE, "rooms/a", "line")).isFalse();
      assertThat(access.maySubscribe(ANN, TopicPattern.of("rooms/a")).isGranted()).isTrue();
      assertThat(access.maySubscribe(ANN, TopicPattern.of("lines/a")).isGranted()).isFalse();
      assertThat(granted(access, ANN, "watched", "line")).as("a rule on subscribing").isFalse();
    }
  }

  @Test
  void itMaySeeWhatIsToBePublishedAtAnyPlace() {
    try (TestContainer cdi = TestContainer.of(Rules.class)) {
      TopicAccess access = cdi.access();
      assertThat(granted(access, ANYONE, "lines/a", "line")).isTrue();
      assertThat(granted(access, ANYONE, "lines/a", "shout")).isFalse();
      assertThat(granted(access, ANYONE, "any/1/2", "line")).isTrue();
      assertThat(granted(access, ANYONE, "any/2/1", "line")).isFalse();
    }
  }

  @Test
  void rolesCount() {
    try (TestContainer cdi = TestContainer.of(Rules.class)) {
      TopicAccess access = cdi.access();
      for (String topic : Set.of("notices/a", "all/a/b", "standard")) {
        assertThat(granted(access, OPS, topic, "notice")).as(topic).isTrue();
        assertThat(granted(access, ANN, topic, "notice")).as(topic).isFalse();
      }
    }
  }

  @Test
  void aRuleThatThrowsDoesNotAllowAndIsLogged() {
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        TestContainer cdi = TestContainer.of(Rules.class)) {
      assertThat(granted(cdi.access(), ANN, "fragile", "line")).isFalse();
      assertThat(log.messages()).singleElement().asString().contains("Rules.fragile()");
    }
  }

  @Test
  void faultsSayWhatARuleTakes() {
    Throwable thrown = catchThrowable(() -> TestContainer.of(Faulty.class).close());
    assertThat(thrown).isInstanceOf(DeploymentException.class);
    assertThat(thrown.getMessage().lines().skip(1))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".noRequest(", "[x]"))
        .satisfiesOnlyOnce(
            line -> assertThat(line).contains(".tooFew(", "[x]", "optional PublishRequest"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".twice(", "nothing"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".malformed(", "d/**/e"))
        .hasSize(4);
  }
}
