package io.tidewire.servlet;

import java.util.Optional;
import javax.management.AttributeChangeNotification;
import javax.management.AttributeChangeNotificationFilter;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.MBeanServerFactory;
import javax.management.NotificationListener;
import javax.management.ObjectName;

/**
 * Notices that WildFly is about to suspend.
 *
 * <p>WildFly suspends before it stops, and when it is told to. It then closes all WebSockets of its
 * own with 1001, and an application hears nothing of it until it is undeployed. But an MBean tells
 * its state to listeners, on the thread that suspends and before that has begun, so a goodbye that
 * is sent meanwhile comes first. Only types of the JDK are needed for that.
 */
final class Suspension {

  private static final System.Logger LOG = System.getLogger(Suspension.class.getName());
  private static final String STATE = "jboss.root:type=state";
  private static final String ATTRIBUTE = "RunningState";
  private static final String SUSPENDING = "suspending";

  private Suspension() {}

  /**
   * Watches the server, if it is a WildFly.
   *
   * @param begins runs whenever it is about to suspend, which waits until this returns
   * @return ends the watch; empty if the server does not say when it suspends
   */
  static Optional<AutoCloseable> watch(Runnable begins) {
    try {
      ObjectName state = new ObjectName(STATE);
      for (MBeanServer server : MBeanServerFactory.findMBeanServer(null)) {
        if (server.isRegistered(state)) {
          return Optional.of(watch(server, state, begins));
        }
      }
    } catch (JMException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "Clients of WebSockets will not be told to come back when the server stops: "
              + STATE
              + " cannot be watched",
          e);
    }
    return Optional.empty();
  }

  private static AutoCloseable watch(MBeanServer server, ObjectName state, Runnable begins)
      throws JMException {
    AttributeChangeNotificationFilter filter = new AttributeChangeNotificationFilter();
    filter.enableAttribute(ATTRIBUTE);
    NotificationListener listener =
        (notification, unused) -> {
          if (notification instanceof AttributeChangeNotification change
              && SUSPENDING.equals(change.getNewValue())) {
            begins.run();
          }
        };
    server.addNotificationListener(state, listener, filter, null);
    return () -> server.removeNotificationListener(state, listener);
  }
}
