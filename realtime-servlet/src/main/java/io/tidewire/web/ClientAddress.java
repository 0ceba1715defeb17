package io.tidewire.web;

import io.tidewire.limits.AddressKey;
import io.tidewire.settings.IpAddress;
import io.tidewire.settings.Settings;
import io.tidewire.wire.Excerpt;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Finds the number by which limits know a client's address. Tells the log once if a peer claims to
 * be a proxy that is not trusted, since all clients behind a proxy would count as one. Thread-safe.
 */
final class ClientAddress {

  private static final System.Logger LOG = System.getLogger(Gate.class.getName());

  /** Separates the secret of a {@link Gate#pass} from the address. */
  private static final String SEPARATOR = "@";

  private static final int HEX = 16;

  private final Proxies proxies;
  private final String secret;
  private final AtomicBoolean told = new AtomicBoolean();

  ClientAddress(Settings.HttpSettings.Trust trust, String secret) {
    this.proxies = new Proxies(trust);
    this.secret = secret;
  }

  /** {@return the number, see {@link AddressKey}} */
  long of(Arrival arrival) {
    String passed = passed(arrival);
    if (passed != null) {
      return Long.parseUnsignedLong(passed, HEX);
    }
    String header = told.get() ? null : proxies.disbelieved(arrival);
    if (header != null && told.compareAndSet(false, true)) {
      tell(Excerpt.of(arrival.address().orElse("")), header);
    }
    return proxies.client(arrival).map(IpAddress::key).orElse(AddressKey.UNKNOWN);
  }

  private static void tell(String peer, String header) {
    LOG.log(
        System.Logger.Level.WARNING,
        "a request from "
            + peer
            + " has "
            + header
            + ", which was not believed: if "
            + peer
            + " is a proxy of yours, list it in realtime.trusted-proxies; until then all its"
            + " clients count as one address for realtime.max-connections and"
            + " realtime.limits.per-address and .connects (logged once)");
  }

  /** {@return what a filter tells the handshake behind it, which does not know the address} */
  String pass(Arrival arrival) {
    return secret + SEPARATOR + Long.toHexString(of(arrival));
  }

  /** {@return the address that the filter has passed on; null if none has} */
  @Nullable String passed(Arrival arrival) {
    List<String> fields = arrival.headers(Gate.ENTERED);
    String begin = secret + SEPARATOR;
    return fields.size() == 1 && fields.get(0).startsWith(begin)
        ? fields.get(0).substring(begin.length())
        : null;
  }
}
