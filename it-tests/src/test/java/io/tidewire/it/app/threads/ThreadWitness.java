package io.tidewire.it.app.threads;

import io.tidewire.spi.HubObserver;
import io.tidewire.spi.HubSignal;
import java.util.stream.Stream;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Logs on what kind of thread it observes, and whether the application's names are known there. */
public final class ThreadWitness implements HubObserver {

  private static final System.Logger LOG = System.getLogger(ThreadWitness.class.getName());

  @Override
  public void observe(HubSignal signal) {
    if (signal instanceof HubSignal.Published published) {
      String line =
          "%s observed on %s, %s, knowing %s"
              .formatted(published.topic(), Thread.currentThread().getName(), maker(), ownName());
      LOG.log(System.Logger.Level.INFO, line);
    }
  }

  private static String maker() {
    Class<?> type = Thread.currentThread().getClass();
    boolean managed =
        Stream.<Class<?>>iterate(type, c -> c != Thread.class, Class::getSuperclass)
            .flatMap(c -> Stream.of(c.getInterfaces()))
            .anyMatch(i -> i.getSimpleName().equals("ManageableThread"));
    return managed ? "the container's" : "our own";
  }

  @SuppressWarnings("BanJNDI") // a constant name of the application's own
  private static String ownName() {
    try {
      return new InitialContext().lookup("java:comp/env/own-name").toString();
    } catch (NamingException e) {
      return "nothing";
    }
  }
}
