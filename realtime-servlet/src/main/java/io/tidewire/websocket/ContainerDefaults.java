package io.tidewire.websocket;

import jakarta.websocket.server.ServerContainer;
import java.util.ArrayList;
import java.util.List;

/** Looks at what an application has set in code for all WebSockets of its container. */
public final class ContainerDefaults {

  private static final String TOMCAT = "org.apache.tomcat.websocket.";

  /** What Tomcat has unless it is told otherwise, in bytes and in milliseconds. */
  private static final int BUFFER = 8_192;

  private static final long NO_IDLE_TIMEOUT = 0;
  private static final long NO_SEND_TIMEOUT = -1;

  private ContainerDefaults() {}

  /**
   * Names what differs from what Tomcat has by itself. Other containers' defaults are not known.
   *
   * @param container the {@link ServerContainer} of the web application
   * @return the setters of what was set, without their parameters
   */
  public static List<String> changedIn(Object container) {
    if (!container.getClass().getName().startsWith(TOMCAT)) {
      return List.of();
    }
    ServerContainer own = (ServerContainer) container;
    List<String> changed = new ArrayList<>();
    if (own.getDefaultMaxTextMessageBufferSize() != BUFFER) {
      changed.add("ServerContainer.setDefaultMaxTextMessageBufferSize");
    }
    if (own.getDefaultMaxBinaryMessageBufferSize() != BUFFER) {
      changed.add("ServerContainer.setDefaultMaxBinaryMessageBufferSize");
    }
    if (own.getDefaultMaxSessionIdleTimeout() != NO_IDLE_TIMEOUT) {
      changed.add("ServerContainer.setDefaultMaxSessionIdleTimeout");
    }
    if (own.getDefaultAsyncSendTimeout() != NO_SEND_TIMEOUT) {
      changed.add("ServerContainer.setAsyncSendTimeout");
    }
    return changed;
  }
}
