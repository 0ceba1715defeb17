package io.tidewire.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.tidewire.Subscriber;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.glassfish.tyrus.StandInSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionsTest {

  private static final Class<?> TYRUS = StandInSession.class;
  private static final Class<?> OTHER = AdmissionsTest.class;
  private static final Executor NEW_THREAD = task -> new Thread(task).start();

  private final Admissions admissions = new Admissions();
  private final Admission first = Admission.granted(Subscriber.anonymous());
  private final Admission second = Admission.granted(Subscriber.anonymous());

  @Test
  void ofAMapOfItsOwnItIsTheMapsOnWhicheverThread() {
    Map<String, Object> own = new HashMap<>();
    Map<String, Object> others = new HashMap<>();
    admissions.put(own, first);
    admissions.put(others, second);

    assertThat(admissions.take(own, OTHER)).isSameAs(first);
    assertThat(onAnotherThread(others)).isSameAs(second);
  }

  @Test
  void ofAMapForAllItIsTheThreads() {
    Map<String, Object> all = new HashMap<>();
    admissions.put(all, first);
    elsewhere(() -> admissions.put(all, second));

    assertThat(admissions.take(all, TYRUS)).isSameAs(first);
  }

  @Test
  void ofAMapForAllNobodyComesInOnAThreadWithoutAHandshake() {
    Map<String, Object> all = new HashMap<>();
    admissions.put(all, first);
    admissions.put(all, second);

    assertThat(onAnotherThread(all)).isNull();
    assertThat(admissions.take(all, TYRUS)).isSameAs(second);
    assertThat(admissions.take(all, TYRUS)).as("a second session of one handshake").isNull();
  }

  @Test
  void ofAMapForAllOfAnUnknownContainerNobodyComesIn() {
    Map<String, Object> all = new HashMap<>();
    elsewhere(() -> admissions.put(all, first));
    admissions.put(all, second);

    assertThat(admissions.take(all, OTHER)).as("whose session this is, nobody knows").isNull();
  }

  private @Nullable Admission onAnotherThread(Map<String, Object> properties) {
    return CompletableFuture.supplyAsync(() -> admissions.take(properties, TYRUS), NEW_THREAD)
        .join();
  }

  private static void elsewhere(Runnable task) {
    CompletableFuture.runAsync(task, NEW_THREAD).join();
  }
}
