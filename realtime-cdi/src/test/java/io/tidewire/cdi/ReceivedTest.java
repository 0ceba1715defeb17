package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.Subscriber;
import io.tidewire.inbound.Answer;
import io.tidewire.spi.InboundHandler;
import jakarta.annotation.PreDestroy;
import jakarta.annotation.Priority;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.io.IOException;
import java.io.InputStream;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Methods of beans handle what clients send. */
class ReceivedTest {

  private static final Subscriber ANN = new Subscriber("ann", Set.of("member"));
  private static final Subscriber ANYONE = Subscriber.anonymous();

  public record Line(String text) {}

  @ApplicationScoped
  static class Chat {
    void onLine(
        String room, @Observes @Received("chat/{house}/{room}") Incoming<Line> in, Subscriber who) {
      in.reply(room + ": " + who.name() + " says " + in.data().text() + " in " + in.value("house"));
    }

    void onRename(
        @Observes @Received(value = "chat/{house}/{room}", type = "rename") Incoming<Payload> in,
        String house,
        String room) {
      in.reply(house + " " + room + " " + in.data().text());
    }
  }

  @ApplicationScoped
  static class Kinds {
    void lines(@Observes @Received("lines") Incoming<List<Line>> in) {
      in.reply(in.data().get(1).text());
    }

    void map(@Observes @Received("map") Incoming<Map<String, Line>> in) {
      in.reply(in.data().get("a").text());
    }

    void text(@Observes @Received("text") Incoming<String> in) {
      in.reply(in.data());
    }

    void bytes(@Observes @Received("bytes") Incoming<byte[]> in) {
      in.reply(in.data().length);
    }

    void stream(@Observes @Received("stream") Incoming<InputStream> in) throws IOException {
      in.reply(in.data().readAllBytes().length);
    }

    @SuppressWarnings("rawtypes")
    void raw(@Observes @Received("raw") Incoming in) {
      in.reply(((Payload) in.data()).text() + " " + in.type());
    }

    void isNull(@Observes @Received("null") Incoming<Line> in) {
      in.reply(in.data() == null);
    }

    void nothing(@Observes @Received("nothing") Incoming<Line> in) {}
  }

  @ApplicationScoped
  static class Failing {
    void checked(@Observes @Received("checked") Incoming<Line> in) throws IOException {
      throw new IOException("a secret");
    }

    void error(@Observes @Received("error") Incoming<Line> in) {
      throw new LinkageError("a secret");
    }

    void as(@Observes @Received("as") Incoming<Payload> in) {
      in.as(Line.class);
    }
  }

  @RequestScoped
  static class Request {
    private final AtomicInteger calls = new AtomicInteger();

    int call() {
      return calls.incrementAndGet();
    }
  }

  @Dependent
  static class DependentChat {
    private static final AtomicInteger ALIVE = new AtomicInteger();

    @Inject Request request;

    DependentChat() {
      ALIVE.incrementAndGet();
    }

    @PreDestroy
    void end() {
      ALIVE.decrementAndGet();
    }

    void on(@Observes @Received("count") Incoming<Payload> in) {
      in.reply(request.call() + " of " + ALIVE);
    }
  }

  @InterceptorBinding
  @Retention(RetentionPolicy.RUNTIME)
  @interface Wrapped {}

  @Wrapped
  @Interceptor
  @Priority(1)
  static class Wrapper {
    @AroundInvoke
    Object around(InvocationContext call) {
      try {
        return call.proceed();
      } catch (Exception e) {
        throw new IllegalStateException("wrapped", e);
      }
    }
  }

  @Wrapped
  @ApplicationScoped
  static class WrappedChat {
    void on(@Observes @Received("wrapped") Incoming<Payload> in) {
      in.as(Line.class);
    }
  }

  static class Inherited {
    protected void on(@Observes @Received("inherited") Incoming<Payload> in) {
      in.reply("inherited");
    }

    protected void other(@Observes @Received("other") Incoming<Payload> in) {
      in.reply("other");
    }
  }

  @ApplicationScoped
  static class Heir extends Inherited {
    /** Overrides a handler, which so is none any more. */
    @Override
    protected void other(Incoming<Payload> in) {
      in.reply("never");
    }
  }

  static class Generic<T> {
    protected void on(@Observes @Received("generic") Incoming<T> in) {
      in.reply(in.data());
    }
  }

  @ApplicationScoped
  static class OfLines extends Generic<Line> {}

  @RolesAllowed("member")
  @ApplicationScoped
  static class Members {
    void ofClass(@Observes @Received("roles/class") Incoming<Payload> in) {}

    @RolesAllowed({"boss", "head"})
    void ofMethod(@Observes @Received("roles/method") Incoming<Payload> in) {}

    @PermitAll
    void all(@Observes @Received("roles/all") Incoming<Payload> in) {}

    @DenyAll
    void none(@Observes @Received("roles/none") Incoming<Payload> in) {}
  }

  @ApplicationScoped
  static class OwnHandler implements InboundHandler {
    @Override
    public String address() {
      return "own/{name}";
    }

    @Override
    public void handle(Incoming<Payload> message) {
      message.reply("own " + message.value("name"));
    }
  }

  private static Answer replied(String json) {
    return new Answer.Acknowledged(Payload.json(json));
  }

  @Test
  void itBindsThePayloadTheVariablesByNameAndTheSubscriberInAnyOrder() {
    try (TestContainer cdi = TestContainer.of(Chat.class)) {
      Messages messages = new Messages(cdi);
      assertThat(messages.send(ANN, "chat/a~2Fb/hall", "line", "{\"text\":\"hi\"}"))
          .isEqualTo(replied("\"hall: ann says hi in a/b\""));
      assertThat(messages.send(ANN, "chat/home/hall", "rename", "{ }"))
          .as("by type")
          .isEqualTo(replied("\"home hall { }\""));
      assertThat(messages.takes("chat/home", "line")).isFalse();
    }
  }

  @Test
  void aPayloadIsBoundToWhatTheMethodNames() {
    try (TestContainer cdi = TestContainer.of(Kinds.class)) {
      Messages messages = new Messages(cdi);
      assertThat(messages.send(ANN, "lines", "t", "[{\"text\":\"a\"},{\"text\":\"b\"}]"))
          .isEqualTo(replied("\"b\""));
      assertThat(messages.send(ANN, "map", "t", "{\"a\":{\"text\":\"b\"}}"))
          .isEqualTo(replied("\"b\""));
      assertThat(messages.send(ANN, "text", "t", "\"c\"")).isEqualTo(replied("\"c\""));
      Payload bytes = Payload.binary(new byte[3], "image/png");
      assertThat(messages.send(ANN, "bytes", "t", bytes)).isEqualTo(replied("3"));
      assertThat(messages.send(ANN, "stream", "t", bytes)).isEqualTo(replied("3"));
      assertThat(messages.send(ANN, "raw", "t", "[1]")).isEqualTo(replied("\"[1] t\""));
      assertThat(messages.send(ANN, "null", "t", "null")).isEqualTo(replied("true"));
      assertThat(messages.send(ANN, "nothing", "t", "{}")).isEqualTo(new Answer.Acknowledged(null));
    }
  }

  @Test
  void whatDoesNotFitIsTheClientsFaultAndToldByItsPath() {
    try (TestContainer cdi = TestContainer.of(Kinds.class, Failing.class)) {
      Messages messages = new Messages(cdi);
      assertThat(messages.send(ANN, "lines", "t", "[{\"text\":\"a\"},{\"text\":[]}]"))
          .isEqualTo(new Answer.Unfit("data[1].text does not fit its type"));
      assertThat(messages.send(ANN, "as", "t", "{\"text\":[]}"))
          .isEqualTo(new Answer.Unfit("data.text does not fit its type"));
    }
  }

  @Test
  void itIsTheClientsFaultAlsoIfAnInterceptorWrapsTheException() {
    try (TestContainer cdi = TestContainer.of(WrappedChat.class, Wrapper.class)) {
      assertThat(new Messages(cdi).send(ANN, "wrapped", "t", "{\"text\":[]}"))
          .isEqualTo(new Answer.Unfit("data.text does not fit its type"));
    }
  }

  @Test
  void whatTheMethodThrowsIsItsOwnFault() {
    try (TestContainer cdi = TestContainer.of(Failing.class)) {
      Messages messages = new Messages(cdi);
      assertThat(messages.send(ANN, "checked", "t", "{}"))
          .isInstanceOfSatisfying(
              Answer.Failed.class,
              failed -> assertThat(failed.thrown()).isExactlyInstanceOf(IOException.class));
      assertThat(messages.send(ANN, "error", "t", "{}"))
          .isInstanceOfSatisfying(
              Answer.Failed.class,
              failed -> assertThat(failed.thrown()).isExactlyInstanceOf(LinkageError.class));
      assertThat(messages.send(ANN, "as", "t", Payload.binary(new byte[1], "image/png")))
          .isInstanceOf(Answer.Unfit.class);
    }
  }

  @Test
  void aDependentBeanLivesForOneCallInARequestContextOfItsOwn() {
    try (TestContainer cdi = TestContainer.of(DependentChat.class, Request.class)) {
      Messages messages = new Messages(cdi);
      for (int i = 0; i < 2; i++) {
        assertThat(messages.send(ANN, "count", "t", "1")).isEqualTo(replied("\"1 of 1\""));
      }
      assertThat(DependentChat.ALIVE).hasValue(0);
      Request request = cdi.get(Request.class);
      assertThat(catchThrowable(request::call)).isInstanceOf(ContextNotActiveException.class);
    }
  }

  @Test
  void aMethodIsInheritedUnlessItIsOverridden() {
    try (TestContainer cdi = TestContainer.of(Heir.class)) {
      Messages messages = new Messages(cdi);
      assertThat(messages.send(ANN, "inherited", "t", "1")).isEqualTo(replied("\"inherited\""));
      assertThat(messages.takes("other", "t")).isFalse();
    }
  }

  @Test
  void aMethodOfAGenericClassIsInheritedWithItsArguments() {
    try (TestContainer cdi = TestContainer.of(OfLines.class)) {
      Messages messages = new Messages(cdi);
      assertThat(messages.send(ANN, "generic", "t", "{\"text\":\"hi\",\"more\":1}"))
          .isEqualTo(replied("{\"text\":\"hi\"}"));
    }
  }

  @Test
  void theStandardAnnotationsCountWithoutAnInterceptor() {
    Subscriber head = new Subscriber("hal", Set.of("head"));
    try (TestContainer cdi = TestContainer.of(Members.class)) {
      Messages messages = new Messages(cdi);
      Answer handled = new Answer.Acknowledged(null);
      assertThat(messages.send(ANN, "roles/class", "t", "1")).isEqualTo(handled);
      assertThat(messages.send(head, "roles/method", "t", "1")).isEqualTo(handled);
      assertThat(messages.send(ANYONE, "roles/all", "t", "1")).isEqualTo(handled);
      for (String address : List.of("roles/class", "roles/method", "roles/none")) {
        assertThat(messages.send(ANYONE, address, "t", "1")).isInstanceOf(Answer.Forbidden.class);
      }
      assertThat(messages.send(ANN, "roles/method", "t", "1"))
          .isInstanceOfSatisfying(
              Answer.Forbidden.class,
              forbidden ->
                  assertThat(forbidden.reason())
                      .contains("Members.ofMethod(Incoming)", "[boss, head]", "ann", "[member]"));
    }
  }

  /** To the container they are no observers, so that their parameters are no injection points. */
  @Test
  void theContainerDoesNotCallThem() {
    try (TestContainer cdi = TestContainer.of(Kinds.class)) {
      Incoming<?> fired =
          (Incoming<?>)
              Proxy.newProxyInstance(
                  ReceivedTest.class.getClassLoader(),
                  new Class<?>[] {Incoming.class},
                  (proxy, method, arguments) -> {
                    throw new AssertionError("nobody calls " + method);
                  });
      cdi.fire(fired);
      assertThat(new Messages(cdi).takes("raw", "t")).isTrue();
    }
  }

  @Test
  void beansOfTheHandlersTypeCountAsWell() {
    try (TestContainer cdi = TestContainer.of(OwnHandler.class, Chat.class)) {
      Messages messages = new Messages(cdi);
      assertThat(messages.send(ANN, "own/a", "t", "1")).isEqualTo(replied("\"own a\""));
      assertThat(messages.takes("chat/home/hall", "line")).isTrue();
    }
  }
}
