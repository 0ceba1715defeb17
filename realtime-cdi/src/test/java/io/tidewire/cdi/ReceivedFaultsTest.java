package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewire.Incoming;
import io.tidewire.LogRecorder;
import io.tidewire.Payload;
import io.tidewire.Subscriber;
import io.tidewire.spi.PayloadCodec;
import io.tidewire.spi.PayloadReader;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.event.Reception;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.json.bind.annotation.JsonbCreator;
import jakarta.json.bind.annotation.JsonbProperty;
import jakarta.servlet.http.HttpServletRequest;
import java.io.Serializable;
import java.lang.reflect.Type;
import java.util.List;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.junit.jupiter.api.Test;

/** What cannot be a handler fails the deployment with its name and the remedy. */
class ReceivedFaultsTest {

  @Dependent
  static class Faulty<X> {
    void notObserved(@Received("a/1") Incoming<Payload> in) {}

    void async(@ObservesAsync @Received("a/2") Incoming<Payload> in) {}

    void later(
        @Observes(during = TransactionPhase.AFTER_SUCCESS) @Received("a/3") Incoming<Payload> in) {}

    void ifExists(
        @Observes(notifyObserver = Reception.IF_EXISTS) @Received("a/4") Incoming<Payload> in) {}

    void pattern(@Observes @Received("a/*") Incoming<Payload> in) {}

    void system(@Observes @Received("$user/{name}") Incoming<Payload> in) {}

    void type(@Observes @Received(value = "a/5", type = "a b") Incoming<Payload> in) {}

    void noMessage(@Observes @Received("a/6") String text) {}

    String returns(@Observes @Received("a/7") Incoming<Payload> in) {
      return "";
    }

    void injects(@Observes @Received("a/8/{x}") Incoming<Payload> in, List<String> more) {}

    void twoSubscribers(
        @Observes @Received("a/9") Incoming<Payload> in, Subscriber who, Subscriber whoElse) {}

    void unknownName(@Observes @Received("a/10/{x}") Incoming<Payload> in, String y) {}

    void twoMessages(
        @Observes @Received("a/11") Incoming<Payload> in,
        @Received("a/12") Incoming<Payload> other) {}

    void wildcard(@Observes @Received("a/13") Incoming<? extends Line> in) {}

    void variable(@Observes @Received("a/14") Incoming<X> in) {}

    void ofVariables(@Observes @Received("a/18") Incoming<List<X>> in) {}

    @SuppressWarnings("UnusedMethod") // called by nobody, and refused for that
    private void hidden(@Observes @Received("a/16") Incoming<Payload> unused) {}

    static void shared(@Observes @Received("a/17") Incoming<Payload> in) {}

    void first(@Observes @Received("b/{x}") Incoming<Payload> in) {}

    void second(@Observes @Received("b/{y}") Incoming<Payload> in) {}

    void third(@Observes @Received(value = "b/{y}", type = "t") Incoming<Payload> in) {}
  }

  public record Line(String text) {}

  @ApplicationScoped
  static class Requests {
    @Inject HttpServletRequest request;

    void on(@Observes @Received("a") Incoming<Payload> in) {}
  }

  @SessionScoped
  static class OfSession implements Serializable {
    private static final long serialVersionUID = 1L;

    void on(@Observes @Received("a") Incoming<Payload> in) {}
  }

  public static class NoConstructor {
    public final String text;

    public NoConstructor(String text) {
      this.text = text;
    }
  }

  public static class Creator {
    public final String text;

    @JsonbCreator
    public Creator(@JsonbProperty("text") String text) {
      this.text = text;
    }
  }

  public static class Bean {
    public String text;
    public List<NoConstructor> more;
  }

  @ApplicationScoped
  static class Bound {
    void list(@Observes @Received("list") Incoming<List<NoConstructor>> in) {}

    void creator(@Observes @Received("creator") Incoming<Creator> in) {}

    void record(@Observes @Received("record") Incoming<Line> in) {}

    void bean(@Observes @Received("bean") Incoming<Bean> in) {}
  }

  @ApplicationScoped
  static class Fine {
    void record(@Observes @Received("record") Incoming<Line> in) {}

    @RolesAllowed("boss")
    void bean(@Observes @Received("bean") Incoming<Bean> in) {}
  }

  @ApplicationScoped
  static class Writer {
    @Produces
    PayloadCodec codec() {
      return payload -> Payload.json("1");
    }
  }

  @ApplicationScoped
  static class ReaderCodec implements PayloadCodec, PayloadReader {
    @Override
    public Payload encode(Object payload) {
      return Payload.json("1");
    }

    @Override
    public Object read(Payload payload, Type type) {
      return new NoConstructor("read");
    }
  }

  private static String faultsOf(Class<?>... classes) {
    Throwable thrown = catchThrowable(() -> TestContainer.of(classes).close());
    assertThat(thrown).isInstanceOf(DeploymentException.class);
    return thrown.getMessage();
  }

  private static WeldContainer start(Class<?>... classes) {
    return new Weld()
        .disableDiscovery()
        .addExtension(new TidewireExtension())
        .addBeanClasses(classes)
        .initialize();
  }

  @Test
  void allFaultsAreToldAtOnce() {
    String allowed = "inject other things into the bean";
    assertThat(faultsOf(Faulty.class).lines().skip(1))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".notObserved(", "@Observes"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".async(", "in order", "@Observes"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".later(", "'during'"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".ifExists(", "'notifyObserver'"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".pattern(", "a/*"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".system(", "'$'"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".type(", "a b"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".noMessage(", allowed))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".returns(", allowed))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".injects(", "[x]", allowed))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".twoSubscribers(", allowed))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".unknownName(", "[y]", "a/10/{x}"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".twoMessages(", allowed))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".wildcard(", "Incoming<Payload>"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".variable(", "Incoming<Payload>"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".ofVariables(", "List<X>"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".hidden(", "private"))
        .satisfiesOnlyOnce(line -> assertThat(line).contains(".shared(", "static"))
        .satisfiesOnlyOnce(
            line ->
                assertThat(line)
                    .contains("both ", "Faulty.first(", "Faulty.second(", "all types", "b/{"))
        .hasSize(19);
  }

  @Test
  void whatExistsOnlyInARequestIsRefused() {
    assertThat(faultsOf(Requests.class))
        .contains("Requests.on(Incoming): ", "HttpServletRequest", "withAttribute");
    assertThat(faultsOf(OfSession.class))
        .contains("OfSession.on(Incoming): ", "@SessionScoped", "withAttribute");
  }

  @Test
  void whatJsonBMakesNoObjectOfIsRefused() {
    Throwable thrown = catchThrowable(() -> start(Bound.class).close());
    assertThat(thrown).isInstanceOf(DeploymentException.class);
    assertThat(thrown.getMessage().lines().skip(1))
        .singleElement()
        .asString()
        .contains("Bound.list(Incoming): ", NoConstructor.class.getName(), "@JsonbCreator");
  }

  @Test
  void whatOnlyAPropertyIsMadeOfIsAWarning() {
    try (LogRecorder log = LogRecorder.of("io.tidewire.cdi");
        WeldContainer container = start(Fine.class)) {
      assertThat(container.isRunning()).isTrue();
      assertThat(log.messages())
          .singleElement()
          .asString()
          .contains("Fine.bean(Incoming): ", "property type " + NoConstructor.class.getName());
    }
  }

  @Test
  void anApplicationsOwnCodecIsNotJudged() {
    try (WeldContainer container = start(Bound.class, ReaderCodec.class)) {
      assertThat(container.isRunning()).isTrue();
    }
    try (WeldContainer container = start(Bound.class, Writer.class)) {
      assertThat(container.isRunning()).as("told when the web application starts").isTrue();
    }
  }
}
