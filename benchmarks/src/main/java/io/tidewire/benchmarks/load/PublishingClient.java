package io.tidewire.benchmarks.load;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Publishes over a WebSocket, in the protocol of this library, without waiting for the answers. */
final class PublishingClient implements Speech {

  private static final String ACKNOWLEDGED = "\"type\":\"ack\"";
  private static final String REFUSED = "\"type\":\"error\"";

  private final Runnable served;
  private @Nullable Consumer<String> send;
  private int unanswered;

  /**
   * @param served is told when the client may publish
   */
  PublishingClient(Runnable served) {
    this.served = served;
  }

  @Override
  public void opened(Consumer<String> sender) {
    send = sender;
    served.run();
  }

  @Override
  public Watch watch() {
    return Watch.both(
        new Capture(ACKNOWLEDGED, '}', rest -> unanswered--),
        new Capture(REFUSED, '}', PublishingClient::refused));
  }

  private static void refused(String why) {
    throw new IllegalStateException("the server refuses a message: " + why);
  }

  void publish(String topic, String payload) {
    String command =
        "{\"type\":\"publish\",\"id\":\"1\",\"topic\":\""
            + topic
            + "\",\"event\":\"tick\",\"data\":"
            + payload
            + "}";
    Objects.requireNonNull(send).accept(command);
    unanswered++;
  }

  boolean isAnswered() {
    return unanswered == 0;
  }
}
