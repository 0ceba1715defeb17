package io.tidewire.sample;

import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.lang.System.Logger.Level;

/**
 * Signs users of the container's realm in and out. It knows nothing of push: that connections end
 * with the session is the library's work.
 */
@WebServlet("/session")
public class SessionServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final System.Logger LOG = System.getLogger(SessionServlet.class.getName());

  private final transient BodyReader bodies = new BodyReader();

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      SameOrigin.require(request);
      JsonBody body = bodies.read(request);
      signIn(request, new UserName(body.string("user")), body.string("password"));
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } catch (RefusedException e) {
      Answers.problem(response, e);
    }
  }

  /** The container remembers the user in the session that there is when the user signs in. */
  private static void signIn(HttpServletRequest request, UserName user, String password) {
    boolean isNew = request.getSession(false) == null;
    HttpSession session = request.getSession(true);
    String before = session.getId();
    try {
      if (request.getUserPrincipal() != null) {
        request.logout();
      }
      request.login(user.value(), password);
    } catch (ServletException e) {
      LOG.log(Level.DEBUG, "refused to sign in", e);
      if (isNew) {
        session.invalidate();
      }
      throw RefusedException.unauthorized("there is no such user, or the password is another one");
    }
    // Whoever knew the id before must not be signed in by it. Most containers have changed it.
    if (request.getSession(true).getId().equals(before)) {
      request.changeSessionId();
    }
  }

  @Override
  protected void doDelete(HttpServletRequest request, HttpServletResponse response)
      throws IOException, ServletException {
    try {
      SameOrigin.require(request);
      request.logout();
      HttpSession session = request.getSession(false);
      if (session != null) {
        session.invalidate();
      }
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } catch (RefusedException e) {
      Answers.problem(response, e);
    }
  }
}
