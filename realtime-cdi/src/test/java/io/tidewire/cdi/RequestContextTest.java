package io.tidewire.cdi;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import jakarta.enterprise.context.ContextNotActiveException;
import jakarta.enterprise.context.RequestScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What runs for an application on a thread of the library has a request context. */
class RequestContextTest {

  @RequestScoped
  static class Request {
    private int asked;

    int ask() {
      return ++asked;
    }
  }

  @Test
  void eachTaskHasAContextOfItsOwn() {
    try (TestContainer cdi = TestContainer.of(Request.class)) {
      BeanManager manager = cdi.get(BeanManager.class);
      Request request = cdi.get(Request.class);
      List<Integer> asked = new ArrayList<>();
      for (int task = 0; task < 2; task++) {
        RequestContext.run(
            manager,
            () -> {
              asked.add(request.ask());
              asked.add(request.ask());
            });
      }
      assertThat(asked).containsExactly(1, 2, 1, 2);
      assertThat(catchThrowable(request::ask)).isInstanceOf(ContextNotActiveException.class);
    }
  }

  @Test
  void aTaskThatThrowsLeavesNone() {
    try (TestContainer cdi = TestContainer.of(Request.class)) {
      BeanManager manager = cdi.get(BeanManager.class);
      assertThatThrownBy(
              () ->
                  RequestContext.run(
                      manager,
                      () -> {
                        throw new IllegalStateException("no database");
                      }))
          .hasMessage("no database");
      Request request = cdi.get(Request.class);
      assertThat(catchThrowable(request::ask)).isInstanceOf(ContextNotActiveException.class);
    }
  }
}
