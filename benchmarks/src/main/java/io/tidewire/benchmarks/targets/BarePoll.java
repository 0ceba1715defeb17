package io.tidewire.benchmarks.targets;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;

/**
 * Long polls without anything of ours: one topic, no bounds, no rules. What is published is written
 * into each waiting response by the publisher's thread, and completed.
 */
final class BarePoll implements Target {

  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by the lock.
  private final List<String> published = new ArrayList<>();
  private List<AsyncContext> waiting = new ArrayList<>();

  @Override
  public void deploy(ServletContext application) {
    ServletRegistration.Dynamic servlet = application.addServlet("poll", new PollServlet(this));
    servlet.setAsyncSupported(true);
    servlet.addMapping("/poll");
  }

  @Override
  public void publish(String topic, String payload) {
    List<AsyncContext> answered;
    byte[] answer;
    lock.lock();
    try {
      published.add(payload);
      answer = answer(published.size() - 1);
      answered = waiting;
      waiting = new ArrayList<>();
    } finally {
      lock.unlock();
    }
    answered.forEach(async -> answer(async, answer));
  }

  /** Holds the request, or answers with what its client has not had yet. */
  private void take(HttpServletRequest request, HttpServletResponse response) throws IOException {
    response.setContentType("application/json");
    response.setCharacterEncoding("UTF-8");
    response.setHeader("Cache-Control", "no-store");
    String since = request.getParameter("since");
    byte[] answer;
    lock.lock();
    try {
      int had = since == null ? published.size() : Integer.parseInt(since);
      if (since != null && had == published.size()) {
        AsyncContext async = request.startAsync();
        async.setTimeout(0);
        waiting.add(async);
        return;
      }
      answer = answer(had);
    } finally {
      lock.unlock();
    }
    response.getOutputStream().write(answer);
  }

  private byte[] answer(int from) {
    String events =
        published.subList(from, published.size()).stream().collect(Collectors.joining(","));
    return ("{\"cursor\":\"" + published.size() + "\",\"events\":[" + events + "]}")
        .getBytes(StandardCharsets.UTF_8);
  }

  private static void answer(AsyncContext async, byte[] answer) {
    try {
      async.getResponse().getOutputStream().write(answer);
      async.complete();
    } catch (IOException | IllegalStateException e) {
      throw new AssertionError("a polling client went away during a measurement", e);
    }
  }

  private static final class PollServlet extends HttpServlet {

    private static final long serialVersionUID = 1L;

    private final transient BarePoll polls;

    PollServlet(BarePoll polls) {
      this.polls = polls;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      polls.take(request, response);
    }
  }
}
