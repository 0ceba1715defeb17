package io.tidewire.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OrderDeskTest {

  private static final int THREADS = 8;
  private static final int ORDERS = 2000;

  private final RecordedEvents<OrderPlaced> events = new RecordedEvents<>();
  private final OrderDesk desk = new OrderDesk();

  @BeforeEach
  @SuppressWarnings("UnnecessaryAssignment") // there is no CDI here that would inject it
  void wire() {
    desk.placed = events;
  }

  @Test
  void firesWhatItAnswers() {
    OrderPlaced placed = desk.place(new NewOrder("eu", "chair", 2));
    assertThat(events.fired()).containsExactly(placed);
    assertThat(placed.region()).isEqualTo("eu");
    assertThat(placed.item()).isEqualTo("chair");
    assertThat(placed.quantity()).isEqualTo(2);
    assertThat(placed.number()).isEqualTo(1);
  }

  @Test
  void firesEachRegionInTheOrderOfItsNumbers() throws Exception {
    List<String> regions = List.of("eu", "us", "apac");
    ExecutorService customers = Executors.newFixedThreadPool(THREADS);
    try {
      List<Future<Void>> orders = new ArrayList<>();
      for (int thread = 0; thread < THREADS; thread++) {
        orders.add(customers.submit(orderIn(regions)));
      }
      for (Future<Void> order : orders) {
        order.get();
      }
    } finally {
      customers.shutdownNow();
    }
    assertThat(events.fired()).hasSize(THREADS * ORDERS);
    for (String region : regions) {
      List<Long> numbers = numbersOf(region);
      assertThat(numbers).containsExactlyElementsOf(countTo(numbers.size()));
    }
  }

  private Callable<Void> orderIn(List<String> regions) {
    return () -> {
      for (int i = 0; i < ORDERS; i++) {
        desk.place(new NewOrder(regions.get(i % regions.size()), "chair", 1));
      }
      return null;
    };
  }

  private List<Long> numbersOf(String region) {
    return events.fired().stream()
        .filter(order -> order.region().equals(region))
        .map(OrderPlaced::number)
        .toList();
  }

  private static List<Long> countTo(int last) {
    return LongStream.rangeClosed(1, last).boxed().toList();
  }

  @Test
  void opensABoundedNumberOfRegions() {
    for (int i = 0; i < 1000; i++) {
      desk.place(new NewOrder("r" + i, "chair", 1));
    }
    assertThatThrownBy(() -> desk.place(new NewOrder("one-more", "chair", 1)))
        .isInstanceOf(RefusedException.class);
    assertThat(desk.place(new NewOrder("r7", "chair", 1)).number()).isEqualTo(2);
  }
}
