package io.tidewire.servlet;

import io.tidewire.Hub;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import javax.management.JMException;
import javax.management.MBeanServer;
import javax.management.ObjectName;

/**
 * Shows a hub by JMX. The platform's server keeps it, and with it the class loader of the
 * application, until it is closed.
 */
final class HubBean implements HubMXBean, AutoCloseable {

  private static final System.Logger LOG = System.getLogger(HubBean.class.getName());

  private final Hub hub;
  private final MBeanServer server;
  private final ObjectName name;

  private HubBean(Hub hub, MBeanServer server, ObjectName name) {
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
  public String getName() {
    return hub.name();
  }

  @Override
  public long getConnections() {
    return hub.stats().connections();
  }

  @Override
  public Map<String, Long> getByTransport() {
    return hub.stats().byTransport();
  }

  @Override
  public long getUsers() {
    return hub.stats().users();
  }

  @Override
  public long getWaiting() {
    return hub.stats().waiting();
  }

  @Override
  public long getClosing() {
    return hub.stats().closing();
  }

  @Override
  public long getSubscriptions() {
    return hub.stats().subscriptions();
  }

  @Override
  public long getOpened() {
    return hub.stats().opened();
  }

  @Override
  public long getClosed() {
    return hub.stats().closed();
  }

  @Override
  public long getDelivered() {
    return hub.stats().delivered();
  }

  @Override
  public long getDropped() {
    return hub.stats().dropped();
  }

  @Override
  public long getGaps() {
    return hub.stats().gaps();
  }

  @Override
  public long getRefused() {
    return hub.stats().refused();
  }

  @Override
  public Map<String, Long> getRefusals() {
    return hub.stats().refusals();
  }

  @Override
  public Map<String, Long> getLimited() {
    return hub.stats().limited();
  }

  @Override
  public long getReceived() {
    return hub.stats().received();
  }

  @Override
  public long getAnswered() {
    return hub.stats().answered();
  }

  @Override
  public long getFailed() {
    return hub.stats().failed();
  }

  @Override
  public long getPublished() {
    return hub.stats().published();
  }

  @Override
  public long getPublishFailed() {
    return hub.stats().publishFailed();
  }

  @Override
  public long getUnderWay() {
    return hub.stats().underWay();
  }

  @Override
  public long getTopics() {
    return hub.stats().topics();
  }

  @Override
  public long getTransfers() {
    return hub.stats().transfers();
  }

  @Override
  public long getTransferBytes() {
    return hub.stats().transferBytes();
  }

  @Override
  public long getTransferred() {
    return hub.stats().transferred();
  }

  @Override
  public long getHistoryEvents() {
    return hub.stats().historyEvents();
  }

  @Override
  public long getHistoryBytes() {
    return hub.stats().historyBytes();
  }

  @Override
  public long getOutboxBytes() {
    return hub.stats().outboxBytes();
  }

  @Override
  public long getUnread() {
    return hub.stats().unread();
  }

  @Override
  public long getOldestUnreadMillis() {
    return hub.stats().oldestUnreadMillis();
  }

  @Override
  public long getLogDoubles() {
    return hub.stats().logDoubles();
  }

  @Override
  public long getLogCuts() {
    return hub.stats().logCuts();
  }

  @Override
  public void drain(long seconds) {
    CompletionStage<Void> unused = hub.drain(Duration.ofSeconds(seconds));
  }

  @Override
  public String toString() {
    return name.toString();
  }
}
