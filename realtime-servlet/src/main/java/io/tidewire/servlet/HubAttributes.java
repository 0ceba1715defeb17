package io.tidewire.servlet;

import io.tidewire.Hub;
import io.tidewire.HubStats;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/**
 * Gives the attributes of a hub's bean.
 *
 * @param hub the hub
 * @param stats gives its numbers, for each attribute
 */
record HubAttributes(Hub hub, Supplier<HubStats> stats) implements HubMXBean {

  @Override
  public String getName() {
    return hub.name();
  }

  @Override
  public long getConnections() {
    return stats.get().connections();
  }

  @Override
  public Map<String, Long> getByTransport() {
    return stats.get().byTransport();
  }

  @Override
  public long getUsers() {
    return stats.get().users();
  }

  @Override
  public long getWaiting() {
    return stats.get().waiting();
  }

  @Override
  public long getClosing() {
    return stats.get().closing();
  }

  @Override
  public long getSubscriptions() {
    return stats.get().subscriptions();
  }

  @Override
  public long getOpened() {
    return stats.get().opened();
  }

  @Override
  public long getClosed() {
    return stats.get().closed();
  }

  @Override
  public long getDelivered() {
    return stats.get().delivered();
  }

  @Override
  public long getDropped() {
    return stats.get().dropped();
  }

  @Override
  public long getGaps() {
    return stats.get().gaps();
  }

  @Override
  public long getRefused() {
    return stats.get().refused();
  }

  @Override
  public Map<String, Long> getRefusals() {
    return stats.get().refusals();
  }

  @Override
  public Map<String, Long> getLimited() {
    return stats.get().limited();
  }

  @Override
  public long getReceived() {
    return stats.get().received();
  }

  @Override
  public long getAnswered() {
    return stats.get().answered();
  }

  @Override
  public long getFailed() {
    return stats.get().failed();
  }

  @Override
  public long getPublished() {
    return stats.get().published();
  }

  @Override
  public long getPublishFailed() {
    return stats.get().publishFailed();
  }

  @Override
  public long getUnderWay() {
    return stats.get().underWay();
  }

  @Override
  public long getTopics() {
    return stats.get().topics();
  }

  @Override
  public long getTransfers() {
    return stats.get().transfers();
  }

  @Override
  public long getTransferBytes() {
    return stats.get().transferBytes();
  }

  @Override
  public long getTransferred() {
    return stats.get().transferred();
  }

  @Override
  public long getOffers() {
    return stats.get().offers();
  }

  @Override
  public long getHistoryEvents() {
    return stats.get().historyEvents();
  }

  @Override
  public long getHistoryBytes() {
    return stats.get().historyBytes();
  }

  @Override
  public long getOutboxBytes() {
    return stats.get().outboxBytes();
  }

  @Override
  public long getUnread() {
    return stats.get().unread();
  }

  @Override
  public long getOldestUnreadMillis() {
    return stats.get().oldestUnreadMillis();
  }

  @Override
  public long getLogDoubles() {
    return stats.get().logDoubles();
  }

  @Override
  public long getLogCuts() {
    return stats.get().logCuts();
  }

  @Override
  public void drain(long seconds) {
    CompletionStage<Void> unused = hub.drain(Duration.ofSeconds(seconds));
  }
}
