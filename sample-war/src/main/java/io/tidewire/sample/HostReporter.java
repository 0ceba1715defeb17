package io.tidewire.sample;

import io.tidewire.Hub;
import io.tidewire.Topic;
import io.tidewire.cdi.Push;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.lang.System.Logger.Level;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Fires the figures of the virtual machine once a second, while someone watches. */
@ApplicationScoped
class HostReporter {

  private static final System.Logger LOG = System.getLogger(HostReporter.class.getName());
  private static final Topic HOST = Topic.of("host");

  private final HostProbe probe = new HostProbe();
  private final ScheduledExecutorService timer =
      Executors.newSingleThreadScheduledExecutor(HostReporter::thread);

  @Inject Hub hub;

  @Inject
  @Push(value = "host", type = "figures")
  Event<HostFigures> figures;

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "host-reporter");
    thread.setDaemon(true);
    return thread;
  }

  @SuppressWarnings("FutureReturnValueIgnored") // report() throws nothing that it could tell
  void start(@Observes @Initialized(ApplicationScoped.class) Object application) {
    timer.scheduleAtFixedRate(this::report, 1, 1, TimeUnit.SECONDS);
  }

  private void report() {
    try {
      long watchers = hub.subscriptions(HOST);
      if (watchers > 0) {
        figures.fire(probe.read(watchers));
      }
    } catch (RuntimeException e) {
      // Thrown on, it would end the schedule.
      LOG.log(Level.WARNING, "cannot report the figures", e);
    }
  }

  /** Waits for the thread, which must not outlive the application. */
  @PreDestroy
  void stop() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(5, TimeUnit.SECONDS)) {
        LOG.log(Level.WARNING, "the reporter of the host's figures is still running");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
