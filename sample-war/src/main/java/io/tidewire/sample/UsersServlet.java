package io.tidewire.sample;

import io.tidewire.Hub;
import jakarta.inject.Inject;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Lets the operator end the connections of a user, whose session goes on. */
@WebServlet("/users/*")
public class UsersServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;
  private static final Pattern DISCONNECT = Pattern.compile("/([^/]+)/disconnect");

  @Inject transient Hub hub;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      Operator.require(request);
      Matcher path = DISCONNECT.matcher(String.valueOf(request.getPathInfo()));
      if (!path.matches()) {
        throw RefusedException.notFound("there is only users/{name}/disconnect");
      }
      hub.user(new UserName(path.group(1)).value()).disconnect().toCompletableFuture().join();
      response.setStatus(HttpServletResponse.SC_NO_CONTENT);
    } catch (RefusedException e) {
      Answers.problem(response, e);
    }
  }
}
