package io.tidewire.servlet;

import io.tidewire.Hub;
import io.tidewire.HubStats;
import java.lang.management.ManagementFactory;
import javax.management.AttributeList;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.StandardMBean;

/**
 * Shows a hub by JMX; the numbers that are asked for together are of one reading. The platform's
 * server keeps it, and with it the class loader of the application, until it is closed.
 */
final class HubBean extends StandardMBean implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(HubBean.class.getName());

  private final Hub hub;
  private final MBeanServer server;
  private final ObjectName name;

  private HubBean(Hub hub, MBeanServer server, ObjectName name) {
    super(new HubAttributes(hub, hub::stats), HubMXBean.class, /* isMXBean= */ true);
    this.hub = hub;
    this.server = server;
    this.name = name;
  }

  /**
   * Registers the hub of an application. Where that is not possible, a warning says why: the
   * application runs without it.
   *
   * @param application its context path
   * @return unregisters it
   */
  static AutoCloseable register(Hub hub, String application) {
    try {
      ObjectName name =
          ObjectName.getInstance(
              "io.tidewire:type=Hub,hub=%s,application=%s"
                  .formatted(hub.name(), ObjectName.quote(application)));
      HubBean bean = new HubBean(hub, ManagementFactory.getPlatformMBeanServer(), name);
      // The name is as it was: what is registered here does not change it.
      Object unused = bean.server.registerMBean(bean, name);
      return bean;
    } catch (JMException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          "the hub of web application '" + application + "' is not shown by JMX",
          e);
      return () -> {};
    }
  }

  @Override
  public AttributeList getAttributes(String[] attributes) {
    HubStats stats = hub.stats();
    return new StandardMBean(
            new HubAttributes(hub, () -> stats), HubMXBean.class, /* isMXBean= */ true)
        .getAttributes(attributes);
  }

  @Override
  public void close() {
    try {
      server.unregisterMBean(name);
    } catch (JMException | RuntimeException e) {
      LOG.log(
          System.Logger.Level.WARNING,
          name + " is still registered, and keeps the classes of its web application",
          e);
    }
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
