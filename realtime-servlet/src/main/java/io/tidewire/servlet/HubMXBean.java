package io.tidewire.servlet;

import io.tidewire.HubStats;
import java.util.Map;

/**
 * Shows a hub to operators by JMX: the numbers of {@link HubStats}, each as an attribute of its
 * name, and what can be done to a node. One for each web application, as {@code
 * io.tidewire:type=Hub,hub=default,application="/shop"}.
 */
public interface HubMXBean {

  /** {@return the hub's name} */
  String getName();

  /** {@return {@link HubStats#connections()}} */
  long getConnections();

  /** {@return {@link HubStats#byTransport()}} */
  Map<String, Long> getByTransport();

  /** {@return {@link HubStats#users()}} */
  long getUsers();

  /** {@return {@link HubStats#waiting()}} */
  long getWaiting();

  /** {@return {@link HubStats#closing()}} */
  long getClosing();

  /** {@return {@link HubStats#subscriptions()}} */
  long getSubscriptions();

  /** {@return {@link HubStats#opened()}} */
  long getOpened();

  /** {@return {@link HubStats#closed()}} */
  long getClosed();

  /** {@return {@link HubStats#delivered()}} */
  long getDelivered();

  /** {@return {@link HubStats#dropped()}} */
  long getDropped();

  /** {@return {@link HubStats#gaps()}} */
  long getGaps();

  /** {@return {@link HubStats#refused()}} */
  long getRefused();

  /** {@return {@link HubStats#refusals()}} */
  Map<String, Long> getRefusals();

  /** {@return {@link HubStats#limited()}} */
  Map<String, Long> getLimited();

  /** {@return {@link HubStats#received()}} */
  long getReceived();

  /** {@return {@link HubStats#answered()}} */
  long getAnswered();

  /** {@return {@link HubStats#failed()}} */
  long getFailed();

  /** {@return {@link HubStats#published()}} */
  long getPublished();

  /** {@return {@link HubStats#publishFailed()}} */
  long getPublishFailed();

  /** {@return {@link HubStats#underWay()}} */
  long getUnderWay();

  /** {@return {@link HubStats#topics()}} */
  long getTopics();

  /** {@return {@link HubStats#transfers()}} */
  long getTransfers();

  /** {@return {@link HubStats#transferBytes()}} */
  long getTransferBytes();

  /** {@return {@link HubStats#transferred()}} */
  long getTransferred();

  /** {@return {@link HubStats#offers()}} */
  long getOffers();

  /** {@return {@link HubStats#historyEvents()}} */
  long getHistoryEvents();

  /** {@return {@link HubStats#historyBytes()}} */
  long getHistoryBytes();

  /** {@return {@link HubStats#outboxBytes()}} */
  long getOutboxBytes();

  /** {@return {@link HubStats#unread()}} */
  long getUnread();

  /** {@return {@link HubStats#oldestUnreadMillis()}} */
  long getOldestUnreadMillis();

  /** {@return {@link HubStats#logDoubles()}} */
  long getLogDoubles();

  /** {@return {@link HubStats#logCuts()}} */
  long getLogCuts();

  /**
   * Sends all clients away within a time, as {@link io.tidewire.Hub#drain} does. Returns at once;
   * {@link #getConnections()} tells how many are still there.
   *
   * @param seconds how long it may take, 0 or more
   * @throws IllegalArgumentException if it is negative
   */
  void drain(long seconds);
}
