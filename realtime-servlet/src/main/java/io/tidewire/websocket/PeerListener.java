package io.tidewire.websocket;

import jakarta.servlet.ServletRequestEvent;
import jakarta.servlet.ServletRequestListener;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Optional;

/**
 * Remembers the peer of the request that a thread is serving, for handshakes that a container
 * answers before the {@link UpgradeFilter} has seen them: they do not tell it themselves.
 */
public final class PeerListener implements ServletRequestListener {

  private static final ThreadLocal<String> PEER = new ThreadLocal<>();

  /** Called by the container. */
  public PeerListener() {}

  /** Looks at upgrades only, of which there are few. */
  @Override
  public void requestInitialized(ServletRequestEvent event) {
    if (event.getServletRequest() instanceof HttpServletRequest request
        && request.getHeader("Sec-WebSocket-Key") != null
        && request.getRemoteAddr() != null) {
      PEER.set(request.getRemoteAddr());
    }
  }

  @Override
  public void requestDestroyed(ServletRequestEvent event) {
    PEER.remove();
  }

  /** {@return the address of the peer whose upgrade this thread is serving, if it is known} */
  static Optional<String> peer() {
    return Optional.ofNullable(PEER.get());
  }
}
