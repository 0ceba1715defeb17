package io.tidewire.benchmarks.load;

/**
 * Who connects.
 *
 * @param clients how many clients
 * @param topics how many topics they share evenly
 * @param publishers how many take turns at publishing; the order of messages of different ones may
 *     change
 */
public record Crowd(int clients, int topics, int publishers) {

  /** Checks the numbers. */
  public Crowd {
    if (topics < 1 || clients % topics != 0) {
      throw new IllegalArgumentException(clients + " clients cannot share " + topics + " topics");
    }
    if (publishers < 1 || (publishers > 1 && topics > 1)) {
      throw new IllegalArgumentException(publishers + " publishers for " + topics + " topics");
    }
  }

  /**
   * Clients that are sent the messages of one publisher.
   *
   * @param clients how many clients
   * @param topics how many topics they share evenly
   */
  public Crowd(int clients, int topics) {
    this(clients, topics, 1);
  }

  /**
   * Another number of clients, all of one topic.
   *
   * @param number how many
   * @return the crowd
   */
  public Crowd of(int number) {
    return new Crowd(number, 1);
  }

  /** How many messages are published until all topics and publishers have had their turn. */
  int round() {
    return topics * publishers;
  }
}
