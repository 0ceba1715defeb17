package io.tidewire.benchmarks.targets;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** Event streams without anything of ours: no cursors, no history, no heartbeats. */
final class BareSse implements Target {

  /** How a stream writes. */
  @FunctionalInterface
  interface Writing {
    Receiver begin(AsyncContext async, Lane lane) throws IOException;
  }

  private final Lanes lanes;
  private final Writing writing;

  BareSse(boolean batching, Writing writing) {
    this.lanes = new Lanes(batching);
    this.writing = writing;
  }

  @Override
  public void deploy(ServletContext application) {
    ServletRegistration.Dynamic servlet =
        application.addServlet("sse", new StreamServlet(lanes, writing));
    servlet.setAsyncSupported(true);
    servlet.addMapping("/sse/*");
  }

  @Override
  public void publish(String topic, String payload) {
    lanes.publish(topic, payload);
  }

  private static final class StreamServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient Lanes lanes;
    private final transient Writing writing;

    StreamServlet(Lanes lanes, Writing writing) {
      this.lanes = lanes;
      this.writing = writing;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      AsyncContext async = request.startAsync();
      async.setTimeout(0);
      response.setContentType("text/event-stream");
      response.setCharacterEncoding("UTF-8");
      response.setHeader("Cache-Control", "no-store");
      response.flushBuffer();
      Lane lane = lanes.next();
      lane.add(request.getPathInfo().substring(1), writing.begin(async, lane));
    }
  }
}
