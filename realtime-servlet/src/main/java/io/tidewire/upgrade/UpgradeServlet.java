package io.tidewire.upgrade;

import io.tidewire.carrier.Opening;
import io.tidewire.carrier.OpeningHandshake;
import io.tidewire.carrier.Sessions;
import io.tidewire.carrier.SocketProtocol;
import io.tidewire.web.HttpConnectRequest;
import io.tidewire.web.HttpResource;
import io.tidewire.web.Refusal;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.MessageLimit;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Serves the opening handshakes of WebSockets (RFC 6455, section 4.2). */
public final class UpgradeServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  /** Begins the name of the attribute that holds what a servlet needs. */
  private static final String UPGRADES = UpgradeServlet.class.getName() + " ";

  /** Called by the container. */
  public UpgradeServlet() {}

  /**
   * Gives a servlet what it needs to open WebSockets.
   *
   * @param context the servlet's context
   * @param name the name under which the servlet is registered
   * @param protocol what is spoken over its WebSockets
   * @param application the application
   * @param sessions the application's WebSockets, to which the new ones are added
   */
  public static void open(
      ServletContext context,
      String name,
      SocketProtocol protocol,
      WebApplication application,
      Sessions sessions) {
    context.setAttribute(UPGRADES + name, new Upgrades(application, protocol, sessions));
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    WebApplication application = WebApplication.of(getServletContext());
    HttpResource.protect(request, response);
    try {
      upgrade(application, new OpeningHandshake(request), response);
    } catch (Refusal refusal) {
      OpeningHandshake.refuse(application, refusal, response);
    }
  }

  private void upgrade(
      WebApplication application, OpeningHandshake handshake, HttpServletResponse response)
      throws IOException, ServletException {
    MessageLimit limit = handshake.enter(application);
    String accept = handshake.accept();
    HttpConnectRequest request = new HttpConnectRequest(handshake.request());
    Opening opening = Opening.of(application, request, limit);
    response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
    response.setHeader("Upgrade", "websocket");
    response.setHeader("Connection", "Upgrade");
    response.setHeader("Sec-WebSocket-Accept", accept);
    if (request.protocols().contains(SocketProtocol.NAME)) {
      response.setHeader("Sec-WebSocket-Protocol", SocketProtocol.NAME);
    }
    Upgrades upgrades = (Upgrades) getServletContext().getAttribute(UPGRADES + getServletName());
    handshake.request().upgrade(UpgradeHandler.class).admit(upgrades, opening);
  }
}
