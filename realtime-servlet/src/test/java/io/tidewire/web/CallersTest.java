package io.tidewire.web;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.LogRecorder;
import io.tidewire.Subscriber;
import io.tidewire.spi.ConnectRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class CallersTest {

  private static final Executor CAPTURED = command -> {};

  private final List<String> asked = new ArrayList<>();

  private final class Request implements ConnectRequest {
    private final @Nullable String user;

    Request(@Nullable String user) {
      this.user = user;
    }

    @Override
    public Optional<String> principal() {
      return Optional.ofNullable(user);
    }

    @Override
    public boolean isInRole(String role) {
      asked.add(role);
      return !role.startsWith("not-");
    }

    @Override
    public Optional<String> header(String name) {
      return Optional.of("header " + name);
    }

    @Override
    public Optional<String> parameter(String name) {
      return Optional.of("parameter " + name);
    }

    @Override
    public Optional<Object> sessionAttribute(String name) {
      return Optional.of("session " + name);
    }
  }

  private static Callers callers(String... roles) {
    return new Callers(ConnectRequest::caller, Set.of(roles), () -> CAPTURED);
  }

  @Test
  void theNamedRolesAreLookedUpOnceAndNoOthers() {
    Subscriber ann = callers("clerk", "not-boss").identify(new Request("ann"));

    assertThat(ann).isEqualTo(new Subscriber("ann", Set.of("clerk")));
    assertThat(asked).containsExactlyInAnyOrder("clerk", "not-boss");
    assertThat(ann.isInRole("other")).isFalse();
    assertThat(asked).hasSize(2);
  }

  @Test
  void anAnonymousCallerIsNotAskedForRoles() {
    Subscriber nobody = callers("clerk").identify(new Request(null));

    assertThat(nobody).isEqualTo(Subscriber.anonymous());
    assertThat(asked).isEmpty();
  }

  @Test
  void anAuthenticatorSeesTheWholeRequestAndAddsToTheCaller() {
    Callers callers =
        new Callers(
            request ->
                request
                    .caller()
                    .withAttribute("h", request.header("x").orElseThrow())
                    .withAttribute("p", request.parameter("x").orElseThrow())
                    .withAttribute("s", request.sessionAttribute("x").orElseThrow().toString()),
            Set.of("clerk"),
            () -> CAPTURED);

    assertThat(callers.identify(new Request("ann")))
        .isEqualTo(
            new Subscriber("ann", Set.of("clerk"))
                .withAttribute("h", "header x")
                .withAttribute("p", "parameter x")
                .withAttribute("s", "session x"));
  }

  @Test
  void aSecurityContextIsCapturedForUsersOnly() {
    assertThat(callers().capture(new Request("ann"))).isSameAs(CAPTURED);
    assertThat(callers().capture(new Request(null))).isNotSameAs(CAPTURED);
  }

  /** A rule, as far as the log is concerned. */
  private static boolean mayWatch(Subscriber who, String region) {
    return who.isInRole("sales-" + region);
  }

  private static boolean mayWatchAny(Subscriber who, String... regions) {
    return Stream.of(regions).anyMatch(who::isInRole);
  }

  @Test
  void aRuleThatAsksForAnotherRoleIsLoggedOnceByItsNameWithTheRemedy() {
    try (LogRecorder log = LogRecorder.of(Gate.class)) {
      Subscriber ann = callers("clerk", "not-boss").identify(new Request("ann"));

      assertThat(mayWatch(ann, "eu")).isFalse();
      assertThat(mayWatch(ann.withAttribute("a", "b"), "us")).isFalse();
      assertThat(ann.isInRole("not-boss")).isFalse();

      assertThat(log.messages(Level.SEVERE))
          .singleElement()
          .asString()
          .contains("CallersTest.mayWatch(CallersTest.java:")
          .contains("'sales-eu'")
          .contains("realtime.roles")
          .contains("@RolesAllowed");
    }
  }

  @Test
  void aRoleFromAClientIsShownShortAndWithoutControlCharacters() {
    try (LogRecorder log = LogRecorder.of(Gate.class)) {
      Subscriber nobody = callers().identify(new Request(null));

      assertThat(mayWatchAny(nobody, "x\n\u001b[31m" + "y".repeat(1_000))).isFalse();

      assertThat(log.messages(Level.SEVERE))
          .singleElement()
          .asString()
          .contains("CallersTest.mayWatchAny(")
          .contains("'x\\n\\u001b[31myyy")
          .hasSizeLessThan(500);
    }
  }
}
