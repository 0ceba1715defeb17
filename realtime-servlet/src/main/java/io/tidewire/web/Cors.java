package io.tidewire.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/** Lets pages of listed origins read the answers (Fetch standard, section 3.2). */
public final class Cors {

  private static final String MAX_AGE_SECONDS = "600";

  private Cors() {}

  /**
   * Adds the headers for a listed origin.
   *
   * @param origins the policy
   * @param request the request
   * @param response an uncommitted response
   */
  public static void allow(
      OriginPolicy origins, HttpServletRequest request, HttpServletResponse response) {
    String origin = request.getHeader("Origin");
    if (origins.isListed(origin)) {
      response.setHeader("Access-Control-Allow-Origin", origin);
      response.setHeader("Access-Control-Allow-Credentials", "true");
      response.addHeader("Vary", "Origin");
    }
  }

  /**
   * Answers a preflight.
   *
   * @param origins the policy
   * @param request the request
   * @param response an uncommitted response
   * @param methods the methods that may be used
   */
  public static void preflight(
      OriginPolicy origins,
      HttpServletRequest request,
      HttpServletResponse response,
      String methods) {
    allow(origins, request, response);
    if (origins.isListed(request.getHeader("Origin"))) {
      response.setHeader("Access-Control-Allow-Methods", methods);
      response.setHeader(
          "Access-Control-Allow-Headers", "Authorization, Content-Type, Last-Event-ID");
      response.setHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
    }
    response.setHeader("Allow", methods + ", OPTIONS");
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }
}
