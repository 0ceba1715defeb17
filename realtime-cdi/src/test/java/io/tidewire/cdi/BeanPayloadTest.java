package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidewire.PayloadException;
import io.tidewire.servlet.DefaultCodec;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.context.RequestScoped;
import jakarta.interceptor.AroundInvoke;
import jakarta.interceptor.Interceptor;
import jakarta.interceptor.InterceptorBinding;
import jakarta.interceptor.InvocationContext;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.List;
import org.jboss.weld.environment.se.Weld;
import org.jboss.weld.environment.se.WeldContainer;
import org.jboss.weld.proxy.WeldClientProxy;
import org.junit.jupiter.api.Test;

/** Beans as payloads: what stands behind Weld's proxies is written, and nothing of the proxies. */
class BeanPayloadTest {

  private static final String DESK = "{\"name\":\"desk\"}";

  @ApplicationScoped
  public static class Desk {
    public String getName() {
      return "desk";
    }
  }

  @RequestScoped
  public static class Request {
    public String getName() {
      return "request";
    }
  }

  @InterceptorBinding
  @Retention(RetentionPolicy.RUNTIME)
  @interface Traced {}

  @Traced
  @Interceptor
  @Priority(1)
  public static class Tracing {
    @AroundInvoke
    Object trace(InvocationContext context) throws Exception {
      return context.proceed();
    }
  }

  @Dependent
  public static class Intercepted {
    @Traced
    public String getName() {
      return "intercepted";
    }
  }

  public record View(String what, Object held) {}

  private static WeldContainer start() {
    return new Weld()
        .disableDiscovery()
        .addBeanClasses(Desk.class, Request.class, Tracing.class, Intercepted.class)
        .addExtension(new TidewireExtension())
        .initialize();
  }

  @Test
  void aBeanIsWrittenWithoutItsProxy() {
    try (WeldContainer container = start()) {
      DefaultCodec codec = new DefaultCodec();
      Desk desk = container.select(Desk.class).get();
      assertThat(desk).isInstanceOf(WeldClientProxy.class);
      assertThat(codec.encode(desk).text()).isEqualTo(DESK);
      assertThat(codec.encode(new View("v", desk)).text())
          .isEqualTo("{\"held\":" + DESK + ",\"what\":\"v\"}");
      assertThat(codec.encode(List.of(desk)).text()).isEqualTo("[" + DESK + "]");
    }
  }

  @Test
  void anInterceptedBeanIsWrittenWithoutTheContainersOwnProperties() {
    try (WeldContainer container = start()) {
      Intercepted bean = container.select(Intercepted.class).get();
      assertThat(bean.getClass()).isNotSameAs(Intercepted.class);
      assertThat(new DefaultCodec().encode(bean).text()).isEqualTo("{\"name\":\"intercepted\"}");
    }
  }

  @Test
  void aBeanWithoutItsContextIsRefusedByName() {
    try (WeldContainer container = start()) {
      Request bean = container.select(Request.class).get();
      assertThatThrownBy(() -> new DefaultCodec().encode(new View("v", bean)))
          .isInstanceOf(PayloadException.class)
          .hasMessageContaining(View.class.getName())
          .hasMessageContaining("RequestScoped");
    }
  }
}
