package io.tidewire.protocol;

import io.tidewire.engine.HubEngine;
import io.tidewire.inbound.Addresses;
import io.tidewire.limits.LimitSettings;
import io.tidewire.transfer.Transfers;
import io.tidewire.web.WebApplication;
import io.tidewire.window.Ticker;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds what the requests with commands of one web application share, and those that wait for their
 * answers, so that its stop answers them. Thread-safe.
 */
final class Postings implements AutoCloseable {

  private final HubEngine hub;
  private final Commands commands;
  private final Quota quota;
  private final Set<Answers> waiting = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  Postings(WebApplication application, Addresses addresses, Transfers transfers) {
    LimitSettings limits = application.settings().engine().limits().clients();
    this.hub = application.hub();
    this.commands = new Commands(application, addresses, transfers);
    this.quota = new Quota(limits.inbound(), limits.messages(), Ticker.system());
  }

  HubEngine hub() {
    return hub;
  }

  Commands commands() {
    return commands;
  }

  Quota quota() {
    return quota;
  }

  void opened(Answers answers) {
    waiting.add(answers);
    if (closed) {
      answers.endNow();
    }
  }

  void ended(Answers answers) {
    waiting.remove(answers);
  }

  /** Answers those that still wait, once the application's code has ended. */
  @Override
  public void close() {
    closed = true;
    waiting.forEach(Answers::endNow);
  }
}
