package io.tidewire.sample;

import jakarta.inject.Inject;
import jakarta.json.Json;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Takes orders over HTTP. */
@WebServlet("/orders")
public class OrdersServlet extends HttpServlet {

  private static final long serialVersionUID = 1L;

  private final transient OrderReader reader = new OrderReader();
  private final transient Jsonb jsonb = JsonbBuilder.create();

  @Inject transient OrderDesk desk;

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    try {
      NewOrder order = reader.read(request.getContentType(), request.getInputStream());
      String placed = jsonb.toJson(desk.place(order));
      answer(response, HttpServletResponse.SC_CREATED, "application/json", placed);
    } catch (RefusedException e) {
      answer(response, e.status(), "application/problem+json", problem(e));
    }
  }

  private static String problem(RefusedException e) {
    return Json.createObjectBuilder()
        .add("title", e.title())
        .add("status", e.status())
        .add("detail", String.valueOf(e.getMessage()))
        .build()
        .toString();
  }

  private static void answer(HttpServletResponse response, int status, String type, String body)
      throws IOException {
    response.setStatus(status);
    response.setContentType(type);
    response.getOutputStream().write(body.getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public void destroy() {
    try {
      jsonb.close();
    } catch (Exception e) {
      log("cannot close JSON-B", e);
    }
  }
}
