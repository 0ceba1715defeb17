package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.ConversationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.context.SessionScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.DeploymentException;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.io.Serializable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A rule that could not be asked on every transport fails the deployment. */
class RequestBoundRulesTest {

  @SessionScoped
  static class Login implements Serializable {
    private static final long serialVersionUID = 1L;

    String tenant() {
      return "acme";
    }

    @AllowSubscribe("of/session")
    boolean may() {
      return true;
    }
  }

  @ConversationScoped
  static class Talk implements Serializable {
    private static final long serialVersionUID = 1L;

    @AllowSubscribe("of/conversation")
    boolean may() {
      return true;
    }
  }

  @SessionScoped
  static class Cart implements Serializable {
    private static final long serialVersionUID = 1L;
  }

  @ApplicationScoped
  static class InjectsSession {
    @Inject Cart cart;

    @AllowSubscribe("injects/session")
    boolean may() {
      return true;
    }
  }

  /** The container calls it with the bean instead of setting a field. */
  @ApplicationScoped
  static class InitializedWithSession {
    private Cart cart;

    @Inject
    void set(Cart given) {
      cart = given;
    }

    Cart cart() {
      return cart;
    }

    @AllowSubscribe("initialized/session")
    boolean may() {
      return true;
    }
  }

  @RequestScoped
  static class Step {
    @Inject Further further;
  }

  @Dependent
  static class Further {
    @Inject Cart cart;
    @Inject Step back;
  }

  @ApplicationScoped
  static class InjectsIndirectly {
    @Inject Step step;

    @AllowSubscribe("injects/indirectly")
    boolean may() {
      return true;
    }
  }

  @Dependent
  static class Web {
    @Produces
    ServletRequest anyRequest() {
      return null;
    }

    @Produces
    @Named("tenant")
    String tenant(HttpServletRequest request) {
      return request.getHeader("tenant");
    }
  }

  @ApplicationScoped
  static class InjectsRequest {
    @Inject HttpServletRequest request;

    @AllowSubscribe("injects/request")
    boolean may() {
      return true;
    }
  }

  @ApplicationScoped
  static class InjectsAnyRequest {
    @Inject ServletRequest request;

    @AllowSubscribe("injects/request")
    boolean may() {
      return true;
    }
  }

  @ApplicationScoped
  static class InjectsHttpSession {
    @Inject HttpSession session;

    @AllowSubscribe("injects/session")
    boolean may() {
      return true;
    }
  }

  @ApplicationScoped
  static class InjectsProduced {
    @Inject
    @Named("tenant")
    Instance<String> unseen;

    @Inject Middle middle;

    @AllowSubscribe("injects/produced")
    boolean may() {
      return true;
    }
  }

  @Dependent
  static class Middle {
    @Inject
    @Named("tenant")
    String tenant;
  }

  @ParameterizedTest
  @ValueSource(
      classes = {
        Login.class,
        Talk.class,
        InjectsSession.class,
        InitializedWithSession.class,
        InjectsIndirectly.class,
        InjectsRequest.class,
        InjectsAnyRequest.class,
        InjectsHttpSession.class,
        InjectsProduced.class
      })
  void itFailsTheDeploymentWithItsNameAndTheRemedy(Class<?> rules) {
    Class<?>[] beans = {rules, Cart.class, Step.class, Further.class, Web.class, Middle.class};

    Throwable failure = catchThrowable(() -> TestContainer.of(beans).close());

    assertThat(failure)
        .isInstanceOf(DeploymentException.class)
        .hasMessageContaining(rules.getName() + ".may()")
        .hasMessageContaining("Authenticator")
        .hasMessageContaining("withAttribute");
  }

  /** A scope that rules have anyway, and what the container cannot see. */
  @ApplicationScoped
  static class Harmless {
    @Inject Instance<Login> login;
    @Inject Instance<HttpServletRequest> request;
    @Inject Plain plain;

    @AllowSubscribe("harmless")
    boolean may() {
      return true;
    }
  }

  @RequestScoped
  static class Plain {}

  /** Its roles decide, so no instance of it is ever asked. */
  @SessionScoped
  static class RolesOfASession implements Serializable {
    private static final long serialVersionUID = 1L;

    @AllowSubscribe(value = "roles", roles = "boss")
    void may() {}
  }

  @Test
  void whatWorksEverywhereIsLeftAlone() {
    try (TestContainer cdi = TestContainer.of(Harmless.class, Plain.class, RolesOfASession.class)) {
      assertThat(cdi.access()).isNotNull();
    }
  }
}
