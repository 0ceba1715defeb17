package io.tidewire.benchmarks.load;

import java.util.List;

/** Clients that publish in turns. */
record PublishingClients(List<PublishingClient> clients) implements Publishing {

  @Override
  public void post(long turn, String topic, String payload) {
    clients.get((int) (turn % clients.size())).publish(topic, payload);
  }

  /** Nothing waits for it: each has a socket of its own. */
  @Override
  public void flush() {}

  @Override
  public boolean isAnswered() {
    return clients.stream().allMatch(PublishingClient::isAnswered);
  }
}
