package io.tidewire.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How many files are on offer, and for how long. */
@Timeout(60)
class OffersTest {

  @TempDir Path temporary;
  private Arrival arrival;
  private Offers offers;
  private Path file;

  @BeforeEach
  void open() throws IOException {
    arrival = new Arrival(temporary, Map.of());
    offers = arrival.transfers.offers();
    file = Files.writeString(temporary.resolve("file"), "x");
  }

  @AfterEach
  void close() {
    arrival.close();
  }

  @Test
  void theOldestIsWithdrawnForOneTooMany() throws IOException {
    Offer first = offers.offer("u:ann", file);
    offerMany(i -> "u:" + i, Offers.MOST - 1);
    assertThat(offers.find(first.name(), "u:ann")).contains(first);
    Offer last = offers.offer("u:ann", file);
    assertThat(offers.size()).isEqualTo(Offers.MOST);
    assertThat(counted()).isEqualTo(Offers.MOST);
    assertThat(offers.find(first.name(), "u:ann")).isEmpty();
    assertThat(offers.find(last.name(), "u:ann")).contains(last);
  }

  private void offerMany(IntFunction<String> owner, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      Offer unused = offers.offer(owner.apply(i), file);
    }
  }

  @Test
  void aClientWithTooManyLosesItsOwn() throws IOException {
    Offer another = offers.offer("u:ben", file);
    Offer first = offers.offer("u:ann", file);
    offerMany(i -> "u:ann", Offers.MOST_OF_ONE - 1);
    assertThat(offers.find(first.name(), "u:ann")).contains(first);
    offerMany(i -> "u:ann", 1);
    assertThat(offers.find(first.name(), "u:ann")).isEmpty();
    assertThat(offers.find(another.name(), "u:ben")).contains(another);
    assertThat(offers.size()).isEqualTo(1 + Offers.MOST_OF_ONE);
    assertThat(counted()).isEqualTo(1 + Offers.MOST_OF_ONE);
  }

  @Test
  void nothingIsKeptOfWhatNobodyPulls() throws IOException {
    Offer unused = offers.offer("u:ann", file);
    arrival.hub.advance(Duration.ofMinutes(5));
    await("the sweep").until(() -> offers.size() == 0);
    assertThat(counted()).isZero();
    assertThat(file).exists();
  }

  private long counted() {
    return arrival.hub.hub().stats().offers();
  }

  /** The hub may outlive the application, and a handler the end of it. */
  @Test
  void nothingIsOnOfferWhenTheApplicationHasEnded() throws IOException {
    Offer before = offers.offer("u:ann", file);
    arrival.transfers.close();
    Offer after = offers.offer("u:ann", file);
    assertThat(offers.find(before.name(), "u:ann")).isEmpty();
    assertThat(offers.find(after.name(), "u:ann")).isEmpty();
    assertThat(counted()).isZero();
    assertThat(file).exists();
  }
}
