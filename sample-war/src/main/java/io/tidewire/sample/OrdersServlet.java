package io.tidewire.sample;

import jakarta.inject.Inject;
import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

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
      Answers.text(response, HttpServletResponse.SC_CREATED, "application/json", placed);
    } catch (RefusedException e) {
      Answers.problem(response, e);
    }
  }

  @Override
  public void destroy() {
    try {
      jsonb.close();
    } catch (Exception e) {
      // Declared by AutoCloseable; the application ends anyway.
      log("cannot close JSON-B", e);
    }
  }
}
