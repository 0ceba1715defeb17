package io.tidewire.benchmarks.targets;

import jakarta.json.bind.Jsonb;
import jakarta.json.bind.JsonbBuilder;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.io.IOException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * A JSR-356 endpoint without anything of ours: reads the same messages by JSON-B, calls the same
 * bean on the same kind of threads, and answers with the same JSON.
 */
final class BareReply implements Target {

  private final Jsonb jsonb = JsonbBuilder.create();
  private final EchoBean bean = new EchoBean();
  private final ExecutorService threads = ApplicationPool.create();

  /**
   * What a client says.
   *
   * @param type what kind of command it is
   * @param id the client's own
   * @param to the address
   * @param event the type of what is sent
   * @param data the payload
   */
  public record Command(String type, String id, String to, String event, Line data) {}

  /**
   * What it is told.
   *
   * @param type what kind of answer it is
   * @param id the command's
   * @param data the payload
   */
  public record Answer(String type, String id, Line data) {}

  @Override
  public void deploy(ServletContext application) throws ServletException {
    SharedEndpoint.deploy(application, "/reply", new Sessions());
  }

  @Override
  public void publish(String topic, String payload) {
    throw new UnsupportedOperationException("this target answers only");
  }

  private final class Sessions extends Endpoint {
    @Override
    public void onOpen(Session session, EndpointConfig config) {
      session.setMaxIdleTimeout(0);
      Lock turn = new ReentrantLock();
      session.addMessageHandler(
          String.class,
          text -> {
            Command command = jsonb.fromJson(text, Command.class);
            threads.execute(() -> answer(session, turn, command));
          });
    }
  }

  /**
   * Answers in turn: a client that has its answer may send again before the container has noted
   * that the answer is written, and would refuse the next one.
   */
  private void answer(Session session, Lock turn, Command command) {
    Answer answer = new Answer("ack", command.id(), bean.answer(command.data()));
    turn.lock();
    try {
      session.getBasicRemote().sendText(jsonb.toJson(answer));
    } catch (IOException | IllegalStateException e) {
      // The client is gone.
      System.getLogger(BareReply.class.getName()).log(System.Logger.Level.DEBUG, "gone", e);
    } finally {
      turn.unlock();
    }
  }
}
