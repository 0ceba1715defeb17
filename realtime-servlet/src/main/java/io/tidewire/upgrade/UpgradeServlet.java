package io.tidewire.upgrade;

import io.tidewire.Subscriber;
import io.tidewire.carrier.Opening;
import io.tidewire.carrier.Sessions;
import io.tidewire.web.HttpConnectRequest;
import io.tidewire.web.HttpResource;
import io.tidewire.web.Problems;
import io.tidewire.web.Refusal;
import io.tidewire.web.Rights;
import io.tidewire.web.WebApplication;
import io.tidewire.wire.MessageLimit;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Serves the opening handshakes of {@code ws} (RFC 6455, section 4.2). */
public final class UpgradeServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final String UPGRADES = UpgradeServlet.class.getName();

  /** Called by the container. */
  public UpgradeServlet() {}

  /**
   * Gives the servlets of an application what they need to open WebSockets.
   *
   * @param context the context of the servlets
   * @param application the application
   * @param sessions its WebSockets, to which the new ones are added
   */
  public static void open(ServletContext context, WebApplication application, Sessions sessions) {
    context.setAttribute(UPGRADES, new Upgrades(application, sessions));
  }

  @Override
  protected void doGet(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    WebApplication application = WebApplication.of(getServletContext());
    HttpResource.protect(response);
    try {
      application.gate().checkOrigin(new HttpConnectRequest(request));
      upgrade(application, new OpeningHandshake(request), response);
    } catch (Refusal refusal) {
      response.setHeader("Sec-WebSocket-Version", OpeningHandshake.VERSION);
      Problems.write(response, refusal);
    }
  }

  private void upgrade(
      WebApplication application, OpeningHandshake handshake, HttpServletResponse response)
      throws IOException, ServletException {
    String accept = handshake.accept();
    HttpConnectRequest request = new HttpConnectRequest(handshake.request());
    MessageLimit limit = Opening.limitOf(request);
    Opening opening = identify(application, request, limit);
    response.setStatus(HttpServletResponse.SC_SWITCHING_PROTOCOLS);
    response.setHeader("Upgrade", "websocket");
    response.setHeader("Connection", "Upgrade");
    response.setHeader("Sec-WebSocket-Accept", accept);
    Upgrades upgrades = (Upgrades) getServletContext().getAttribute(UPGRADES);
    handshake.request().upgrade(UpgradeHandler.class).admit(upgrades, opening);
  }

  /** Keeps a refusal for the WebSocket, since a page does not see the status of an upgrade. */
  private static Opening identify(
      WebApplication application, HttpConnectRequest request, MessageLimit limit) {
    try {
      Subscriber subscriber = application.gate().identify(request);
      Rights rights = application.gate().lastingRights(subscriber, request);
      return Opening.granted(rights, limit);
    } catch (Refusal refusal) {
      return Opening.refused(refusal);
    }
  }
}
