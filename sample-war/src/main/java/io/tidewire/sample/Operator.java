package io.tidewire.sample;

import jakarta.servlet.http.HttpServletRequest;

/** What only the operator may ask for. */
final class Operator {

  static final String ROLE = "operator";

  private Operator() {}

  /**
   * Checks a request.
   *
   * @throws RefusedException if it is not the operator's, or a page of another origin has sent it
   */
  static void require(HttpServletRequest request) {
    SameOrigin.require(request);
    if (request.getUserPrincipal() == null) {
      throw RefusedException.unauthorized("sign in first, by POST session");
    }
    if (!request.isUserInRole(ROLE)) {
      throw RefusedException.forbidden("only an operator may do this");
    }
  }
}
