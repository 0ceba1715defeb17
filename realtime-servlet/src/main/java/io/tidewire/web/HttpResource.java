package io.tidewire.web;

import io.tidewire.wire.ErrorCode;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;

/**
 * Adds the headers that all responses of a resource over plain HTTP have in common, answers
 * preflights, and refuses the methods that the resource does not have.
 */
public abstract class HttpResource extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final String methods;

  /**
   * Creates a resource.
   *
   * @param methods the methods that it has besides {@code OPTIONS}, separated by a comma and a
   *     space
   */
  protected HttpResource(String methods) {
    this.methods = methods;
  }

  /**
   * Answers a request whose method the resource has; see {@link HttpServlet}.
   *
   * @param request the request
   * @param response the response
   * @throws ServletException if the resource fails
   * @throws IOException if the response cannot be written
   */
  @Override
  protected final void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    if (request.getDispatcherType() == DispatcherType.ASYNC) {
      super.service(request, response);
      return;
    }
    WebApplication application = WebApplication.of(getServletContext());
    OriginPolicy origins = application.gate().origins();
    protect(request, response);
    if (request.getMethod().equals("OPTIONS")) {
      Cors.preflight(origins, request, response, methods);
      return;
    }
    if (Cors.allow(origins, request, response)) {
      listed(request, response);
    }
    if (List.of(methods.split(", ", -1)).contains(request.getMethod())) {
      super.service(request, response);
    } else {
      response.setHeader("Allow", methods + ", OPTIONS");
      String allowed = "this resource allows " + methods + " and OPTIONS";
      Problems.write(
          application,
          response,
          new Refusal(ErrorCode.BAD_REQUEST, allowed)
              .withStatus(HttpServletResponse.SC_METHOD_NOT_ALLOWED));
    }
  }

  /**
   * Adds what else a page of a listed origin may read; nothing by default.
   *
   * @param request the request
   * @param response an uncommitted response
   */
  protected void listed(HttpServletRequest request, HttpServletResponse response) {}

  /**
   * Adds the headers that every response to a request has, whatever becomes of it. A page must tell
   * nobody the address of a request with a token in its query.
   *
   * @param request the request
   * @param response an uncommitted response
   */
  public static void protect(HttpServletRequest request, HttpServletResponse response) {
    protect(response);
    if (Credentials.areInQuery(request.getQueryString())) {
      response.setHeader("Referrer-Policy", "no-referrer");
    }
  }

  /**
   * Adds the headers that every response has, whatever was asked.
   *
   * @param response an uncommitted response
   */
  public static void protect(HttpServletResponse response) {
    response.setHeader("X-Content-Type-Options", "nosniff");
    Cors.vary(response);
  }
}
