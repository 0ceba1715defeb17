package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Hub;
import io.tidewire.Message;
import io.tidewire.Payload;
import io.tidewire.Subscriber;
import io.tidewire.Topic;
import io.tidewire.TopicPattern;
import io.tidewire.servlet.Parts;
import io.tidewire.spi.AccessDecision;
import io.tidewire.spi.Authenticator;
import io.tidewire.spi.HubObserver;
import io.tidewire.spi.HubSignal;
import io.tidewire.spi.PayloadCodec;
import io.tidewire.spi.TopicAccess;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.inject.Qualifier;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import org.junit.jupiter.api.Test;

class HubBeanTest {

  @Qualifier
  @Retention(RetentionPolicy.RUNTIME)
  @interface Elsewhere {}

  @PushEvent(topic = "starts")
  record Started(String what) {}

  @ApplicationScoped
  static class Desk {
    @Inject Hub hub;
    @Inject Event<Started> started;

    void start(@Observes @Initialized(ApplicationScoped.class) Object event) {
      started.fire(new Started("desk"));
    }

    void publish() {
      hub.publish(Topic.of("desk"), "opened", "payload");
    }
  }

  @ApplicationScoped
  static class OwnParts {
    static final PayloadCodec CODEC = payload -> Payload.json("0");
    static final Authenticator AUTHENTICATOR = request -> Subscriber.anonymous();
    static final TopicAccess ACCESS = (subscriber, pattern) -> AccessDecision.granted();

    @Produces PayloadCodec codec = CODEC;
    @Produces Authenticator authenticator = AUTHENTICATOR;
    @Produces TopicAccess access = ACCESS;
    @Produces HubObserver metrics = signal -> {};
    @Produces HubObserver audit = signal -> {};

    @Produces @Elsewhere PayloadCodec other = payload -> Payload.json("1");
  }

  @Dependent
  static class DependentObserver implements HubObserver {
    private static boolean destroyed;

    @Override
    public void observe(HubSignal signal) {}

    @PreDestroy
    void end() {
      destroyed = true;
    }
  }

  @Test
  void isOpenedAtItsFirstUseAndClosedWithTheContainer() {
    TestContainer cdi = TestContainer.of(Desk.class);
    assertThat(cdi.hub.wasOpened()).isFalse();
    cdi.get(Desk.class).publish();
    cdi.hub.assertNext("desk", "opened");
    assertThat(cdi.hub.wasClosed()).isFalse();
    cdi.close();
    assertThat(cdi.hub.wasClosed()).isTrue();
  }

  @Test
  void whatIsFiredAtTheStartIsPublished() {
    try (TestContainer cdi = TestContainer.of(Desk.class, Started.class)) {
      Message message = cdi.hub.next();
      assertThat(message.payload()).isEqualTo(new Started("desk"));
      cdi.hub.assertExhausted();
    }
  }

  @Test
  void takesTheApplicationsBeansAndNoOthers() {
    try (TestContainer cdi = TestContainer.of(Desk.class, OwnParts.class)) {
      cdi.get(Desk.class).publish();
      Parts parts = cdi.hub.parts();
      assertThat(parts.codec()).containsSame(OwnParts.CODEC);
      assertThat(parts.authenticator()).isSameAs(OwnParts.AUTHENTICATOR);
      assertThat(parts.access()).isSameAs(OwnParts.ACCESS);
      assertThat(parts.observers()).hasSize(2);
    }
  }

  @Test
  void withoutBeansNothingIsTaken() {
    try (TestContainer cdi = TestContainer.of(Desk.class)) {
      cdi.get(Desk.class).publish();
      Parts parts = cdi.hub.parts();
      assertThat(parts.codec()).isEmpty();
      assertThat(
              parts
                  .access()
                  .maySubscribe(Subscriber.named("root"), TopicPattern.of("orders"))
                  .isGranted())
          .as("denied by default")
          .isFalse();
      assertThat(parts.observers()).isEmpty();
    }
  }

  @Test
  void aDependentBeanLivesAsLongAsTheHub() {
    DependentObserver.destroyed = false;
    TestContainer cdi = TestContainer.of(Desk.class, DependentObserver.class);
    cdi.get(Desk.class).publish();
    assertThat(DependentObserver.destroyed).isFalse();
    cdi.close();
    assertThat(DependentObserver.destroyed).isTrue();
  }
}
