package io.tidewire.it.kit;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * Finds out whether each client got every event once and in order. Each payload carries a running
 * number of its topic, 1 for the first; the ledger compares what each client's account saw with
 * what was published. Thread-safe.
 */
public final class Ledger {
  /** The payload's member that holds the running number. */
  public static final String NUMBER = "n";

  private final Map<String, Integer> published = new ConcurrentHashMap<>();
  private final List<Account> accounts = new CopyOnWriteArrayList<>();

  /** Says that the topic's events up to this number have been published. */
  public void published(String topic, int number) {
    published.merge(topic, number, Math::max);
  }

  /**
   * Opens the account of a client that must get every event of the topics its subscriptions cover,
   * from number 1 on.
   */
  public Account open(String client, List<String> subscriptions) {
    Account account = new Account(client, subscriptions);
    accounts.add(account);
    return account;
  }

  /**
   * Waits until every client has the last event published so far on each of its topics.
   *
   * @throws AssertionError when nothing has reached a waited-for client until the deadline, with
   *     the accounts of all that lack something
   */
  public void awaitAll() {
    Map<String, Integer> target = Map.copyOf(published);
    for (Account account : accounts) {
      if (!account.awaitLast(target)) {
        throw new AssertionError("events have not arrived:\n" + report(true));
      }
    }
  }

  /**
   * Every event arrived once and in order, and no gap was announced.
   *
   * @throws AssertionError with the account of each client of which that is not true
   */
  public void assertComplete() {
    check(false);
  }

  /**
   * Every event arrived once and in order, save where a gap announced the loss.
   *
   * @throws AssertionError with the account of each client of which that is not true
   */
  public void assertNoSilentLoss() {
    check(true);
  }

  private void check(boolean gapsAllowed) {
    if (accounts.isEmpty() || published.isEmpty()) {
      throw new AssertionError("nothing to check: no client, or nothing published");
    }
    String report = report(gapsAllowed);
    if (!report.isEmpty()) {
      throw new AssertionError(report);
    }
  }

  private String report(boolean gapsAllowed) {
    return accounts.stream()
        .map(account -> account.report(published, gapsAllowed))
        .filter(text -> !text.isEmpty())
        .collect(Collectors.joining("\n"));
  }
}
