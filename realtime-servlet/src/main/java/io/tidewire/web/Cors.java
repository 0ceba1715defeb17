package io.tidewire.web;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** Lets pages of listed origins read responses (Fetch standard, section 3.2). */
final class Cors {

  private static final String VARY = "Origin, Access-Control-Request-Headers";
  private static final String MAX_AGE_SECONDS = "600";
  private static final String USUAL_HEADERS = "Authorization, Content-Type, Last-Event-ID";
  private static final int MAX_HEADERS = 32;
  private static final int MAX_HEADER_BYTES = 1_024;

  private Cors() {}

  /**
   * Adds the headers for a listed origin.
   *
   * @param origins the policy
   * @param request the request
   * @param response an uncommitted response
   * @return whether the origin is listed
   */
  static boolean allow(
      OriginPolicy origins, HttpServletRequest request, HttpServletResponse response) {
    vary(response);
    boolean listed = origins.isListed(new HttpConnectRequest(request));
    if (listed) {
      response.setHeader("Access-Control-Allow-Origin", request.getHeader("Origin"));
      response.setHeader("Access-Control-Allow-Credentials", "true");
      response.setHeader("Access-Control-Expose-Headers", "Retry-After");
    }
    return listed;
  }

  /**
   * Answers a preflight. It carries no credentials, so no authenticator is asked.
   *
   * @param origins the policy
   * @param request the request
   * @param response an uncommitted response
   * @param methods the methods that may be used
   */
  static void preflight(
      OriginPolicy origins,
      HttpServletRequest request,
      HttpServletResponse response,
      String methods) {
    if (allow(origins, request, response)) {
      response.setHeader("Access-Control-Allow-Methods", methods);
      response.setHeader("Access-Control-Allow-Headers", headers(request));
      response.setHeader("Access-Control-Max-Age", MAX_AGE_SECONDS);
    }
    response.setHeader("Allow", methods + ", OPTIONS");
    response.setStatus(HttpServletResponse.SC_NO_CONTENT);
  }

  /** Tells caches what the response depends on, besides what filters have added. */
  static void vary(HttpServletResponse response) {
    if (!response.getHeaders("Vary").contains(VARY)) {
      response.addHeader("Vary", VARY);
    }
  }

  /** {@return the headers that the page asks for, if they are well formed and not too many} */
  private static String headers(HttpServletRequest request) {
    List<String> asked = new ArrayList<>();
    for (String field : Collections.list(request.getHeaders("Access-Control-Request-Headers"))) {
      Arrays.stream(field.split(",", -1))
          .map(String::trim)
          .filter(name -> !name.isEmpty())
          .forEach(asked::add);
    }
    String granted = String.join(", ", asked);
    boolean usable =
        !asked.isEmpty()
            && asked.size() <= MAX_HEADERS
            && granted.length() <= MAX_HEADER_BYTES
            && asked.stream().allMatch(Tokens::isToken);
    return usable ? granted : USUAL_HEADERS;
  }
}
