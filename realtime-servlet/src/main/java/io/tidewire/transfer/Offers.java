package io.tidewire.transfer;

import io.tidewire.engine.TransferCounts;
import io.tidewire.limits.LimitSettings;
import io.tidewire.web.SecretNames;
import io.tidewire.web.WebApplication;
import io.tidewire.window.Ticker;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Keeps the files that handlers of one web application have answered with, for as long as their
 * clients may pull them. The files are the application's: they are read where they are, and never
 * deleted. Thread-safe.
 */
public final class Offers {

  /** The oldest is withdrawn for one more. */
  static final int MOST = 10_000;

  /** So many of one client, so that no client has those of the others withdrawn. */
  static final int MOST_OF_ONE = 64;

  private final LimitSettings.Transfers limits;
  private final int chunk;
  private final Ticker ticker;
  private final TransferCounts counts;
  private final SecretNames names = new SecretNames();

  /** Guarded by itself; in the order in which they were offered. */
  private final Map<String, Offer> byName = new LinkedHashMap<>();

  /** Guarded by the offers. */
  private boolean closed;

  private Offers(LimitSettings.Transfers limits, int chunk, TransferCounts counts, Ticker ticker) {
    this.limits = limits;
    this.counts = counts;
    this.chunk = chunk;
    this.ticker = ticker;
  }

  /**
   * Keeps the files of an application.
   *
   * @param application the application
   * @param ticker the clock
   * @return the offers, of which there are none
   */
  static Offers of(WebApplication application, Ticker ticker) {
    LimitSettings.Transfers limits = application.settings().engine().limits().clients().transfers();
    int message = application.settings().engine().limits().message();
    TransferCounts counts = application.hub().transfers();
    Offers offers = new Offers(limits, Chunks.lengthFor(message), counts, ticker);
    application.attachment().regularly(offers::sweep);
    return offers;
  }

  /**
   * Offers a file, whose hash is found out. May block.
   *
   * @param owner who alone may pull it
   * @param file a file that stays as it is
   * @return the offer
   * @throws IOException if it cannot be read
   */
  public Offer offer(String owner, Path file) throws IOException {
    MessageDigest digest = TransferFile.sha256();
    long size;
    try (InputStream content = new DigestInputStream(Files.newInputStream(file), digest)) {
      size = content.transferTo(OutputStream.nullOutputStream());
    }
    Offer offer =
        new Offer(
            names.next(),
            owner,
            file,
            new Chunks(size, chunk),
            HexFormat.of().formatHex(digest.digest()),
            ticker.millis());
    add(offer);
    return offer;
  }

  private void add(Offer offer) {
    synchronized (byName) {
      if (closed) {
        return;
      }
      int before = byName.size();
      byName.put(offer.name(), offer);
      withdrawOldest(one -> one.owner().equals(offer.owner()), MOST_OF_ONE);
      withdrawOldest(all -> true, MOST);
      counts.offers(byName.size() - before);
    }
  }

  private void withdrawOldest(Predicate<Offer> among, int most) {
    List<Offer> found = byName.values().stream().filter(among).toList();
    if (found.size() > most) {
      byName.remove(found.get(0).name());
    }
  }

  /**
   * Finds an offer, which is kept for longer then.
   *
   * @param name its name
   * @param owner who wants to pull it
   * @return the offer; empty if there is none of this name and owner, or not any more
   */
  public Optional<Offer> find(String name, String owner) {
    long now = ticker.millis();
    synchronized (byName) {
      Offer found = byName.get(name);
      if (found == null || !found.owner().equals(owner) || isOver(found, now)) {
        return Optional.empty();
      }
      found.asked(now);
      return Optional.of(found);
    }
  }

  private boolean isOver(Offer offer, long nowMillis) {
    return nowMillis - offer.askedMillis() >= limits.timeout().toMillis();
  }

  private void sweep() {
    long now = ticker.millis();
    synchronized (byName) {
      int before = byName.size();
      byName.values().removeIf(offer -> isOver(offer, now));
      counts.offers(byName.size() - before);
    }
  }

  /** Withdraws all, and those that still come. */
  void close() {
    synchronized (byName) {
      closed = true;
      counts.offers(-byName.size());
      byName.clear();
    }
  }

  int size() {
    synchronized (byName) {
      return byName.size();
    }
  }
}
