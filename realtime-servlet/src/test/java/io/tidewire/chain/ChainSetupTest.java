package io.tidewire.chain;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.settings.Settings;
import jakarta.servlet.ServletContext;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The chain of an application is set up by a listener that was added in code. */
class ChainSetupTest {

  private static final String WEB_XML =
      "<web-app xmlns='https://jakarta.ee/xml/ns/jakartaee' version='5.0'>"
          + "<security-role><role-name>clerk</role-name></security-role></web-app>";

  /** Answers as the context of such a listener does on Payara 5. */
  private static final ServletContext RESTRICTED =
      (ServletContext)
          Proxy.newProxyInstance(
              ChainSetupTest.class.getClassLoader(),
              new Class<?>[] {ServletContext.class},
              (proxy, method, arguments) -> {
                if (method.getName().equals("getResourceAsStream")) {
                  return new ByteArrayInputStream(WEB_XML.getBytes(StandardCharsets.UTF_8));
                }
                throw new UnsupportedOperationException(
                    "Not allowed to call this method: " + method.getName());
              });

  @Test
  void declaredRolesAreReadWithoutWhatSuchAListenerMayNotAskFor() {
    ChainSetup chain =
        new ChainSetup(
            RESTRICTED, ChainSetupTest.class.getClassLoader(), Settings.read(List.of()).http());

    assertThat(chain.declaredRoles()).contains("clerk");
  }
}
