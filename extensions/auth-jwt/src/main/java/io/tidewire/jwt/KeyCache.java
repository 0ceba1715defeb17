package io.tidewire.jwt;

import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.KeyType;
import com.nimbusds.jose.jwk.KeyUse;
import io.tidewire.spi.UnavailableException;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Holds the keys of an issuer, and fetches them again when that is due. Thread-safe.
 *
 * <h2>When it fetches</h2>
 *
 * Keys younger than 10 minutes are used as they are. When they are older, one caller fetches them
 * again, and the others go on with the old ones, for an hour at most if the issuer is away. So a
 * key that is withdrawn verifies nothing after 10 minutes, while the issuer can be reached. A token
 * whose key is not among them has the keys fetched again too, unless they are younger than a
 * minute: then the issuer has no such key, as it must publish one before it signs with it.
 *
 * <p>There is at most one fetch at a time and one a minute, and without any usable keys one in 10
 * seconds. Only a few callers wait for it, so that an issuer that is away does not take all request
 * threads: the others are told at once that nothing can be decided now.
 */
final class KeyCache {

  /** Fetches the keys. */
  @FunctionalInterface
  interface Source {
    /**
     * {@return the keys that the issuer has now}
     *
     * @throws IOException if they cannot be had
     */
    List<JWK> fetch() throws IOException;
  }

  private static final System.Logger LOG = System.getLogger(KeyCache.class.getName());

  private static final long FRESH_MILLIS = TimeUnit.MINUTES.toMillis(10);
  private static final long USABLE_MILLIS = TimeUnit.HOURS.toMillis(1);
  private static final long PAUSE_MILLIS = TimeUnit.MINUTES.toMillis(1);
  private static final long PAUSE_WITHOUT_KEYS_MILLIS = TimeUnit.SECONDS.toMillis(10);
  private static final int MOST_WAITING = 8;

  /** What was fetched, and when. */
  private record Keys(List<JWK> keys, long at) {}

  // Set at construction.
  private final Source source;
  private final LongSupplier millis;
  private final Duration patience;
  private final Semaphore places = new Semaphore(MOST_WAITING);

  // Guarded by this.
  private @Nullable Keys held;
  private @Nullable CompletableFuture<Keys> underWay;
  private long notBefore;

  /**
   * Creates a cache without keys.
   *
   * @param source fetches them
   * @param millis a clock that no one sets back
   * @param patience how long one waits for the keys that another is fetching
   */
  KeyCache(Source source, LongSupplier millis, Duration patience) {
    this.source = source;
    this.millis = millis;
    this.patience = patience;
    this.notBefore = millis.getAsLong();
  }

  /**
   * Finds the keys that a token may be signed with. May block.
   *
   * @param head the token's head, of which its algorithm and the name of its key count
   * @return keys of that name and family, none if the issuer has none
   * @throws UnavailableException if that cannot be told now
   */
  List<JWK> matching(JWSHeader head) {
    JWKMatcher matcher = matcher(head);
    Keys known = usable();
    List<JWK> found = known.keys().stream().filter(matcher::matches).toList();
    boolean isLatest = age(known) < PAUSE_MILLIS;
    return found.isEmpty() && !isLatest
        ? newerThan(known).keys().stream().filter(matcher::matches).toList()
        : found;
  }

  private static JWKMatcher matcher(JWSHeader head) {
    JWKMatcher.Builder matcher =
        new JWKMatcher.Builder()
            .keyType(KeyType.forAlgorithm(head.getAlgorithm()))
            .keyUses(KeyUse.SIGNATURE, null)
            .algorithms(head.getAlgorithm(), null);
    return (head.getKeyID() == null ? matcher : matcher.keyID(head.getKeyID())).build();
  }

  private long age(Keys keys) {
    return millis.getAsLong() - keys.at();
  }

  /** Returns keys that are young enough, if need be after a fetch. */
  private Keys usable() {
    Keys known;
    CompletableFuture<Keys> fetch = null;
    synchronized (this) {
      known = held;
      if (known != null && age(known) < USABLE_MILLIS) {
        fetch = age(known) < FRESH_MILLIS ? null : begin();
        if (fetch == null) {
          return known;
        }
      }
    }
    return fetch == null ? newerThan(known) : carryOut(fetch, known);
  }

  /** Returns newer keys than those, after a fetch by this caller or another. */
  private Keys newerThan(@Nullable Keys known) {
    CompletableFuture<Keys> others;
    CompletableFuture<Keys> own = null;
    synchronized (this) {
      if (held != null && (known == null || held.at() - known.at() > 0)) {
        return held;
      }
      others = underWay;
      if (others == null) {
        own = begin();
      }
    }
    if (own != null) {
      return carryOut(own, null);
    }
    if (others == null) {
      throw new UnavailableException("the keys of the issuer could not be fetched a moment ago");
    }
    return await(others);
  }

  /** Begins a fetch, unless one is under way or it is too early. Called under the lock. */
  private @Nullable CompletableFuture<Keys> begin() {
    long now = millis.getAsLong();
    if (underWay != null || now - notBefore < 0) {
      return null;
    }
    boolean hasKeys = held != null && age(held) < USABLE_MILLIS;
    notBefore = now + (hasKeys ? PAUSE_MILLIS : PAUSE_WITHOUT_KEYS_MILLIS);
    underWay = new CompletableFuture<>();
    return underWay;
  }

  /** Fetches on this thread; others that wait get the same. */
  private Keys carryOut(CompletableFuture<Keys> fetch, @Nullable Keys otherwise) {
    try {
      Keys fetched = new Keys(source.fetch(), millis.getAsLong());
      end(fetched);
      fetch.complete(fetched);
      return fetched;
    } catch (IOException e) {
      log(e, otherwise);
      if (otherwise == null) {
        throw new UnavailableException("the keys of the issuer cannot be fetched", e);
      }
      return otherwise;
    } finally {
      if (!fetch.isDone()) {
        end(null);
        fetch.completeExceptionally(new IOException("the fetch has failed"));
      }
    }
  }

  private void log(IOException failure, @Nullable Keys otherwise) {
    String rest = otherwise == null ? "" : "; the last ones are used, for an hour at most";
    LOG.log(
        System.Logger.Level.WARNING,
        "the keys of tokens cannot be fetched from " + source + rest + ": " + failure);
  }

  private synchronized void end(@Nullable Keys fetched) {
    underWay = null;
    if (fetched != null) {
      held = fetched;
      notBefore = fetched.at() + PAUSE_MILLIS;
    }
  }

  private Keys await(CompletableFuture<Keys> fetch) {
    if (!places.tryAcquire()) {
      throw new UnavailableException("the keys of the issuer are being fetched");
    }
    try {
      return fetch.get(patience.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      throw new UnavailableException("the keys of the issuer cannot be fetched", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UnavailableException("interrupted while waiting for the keys of the issuer", e);
    } finally {
      places.release();
    }
  }
}
