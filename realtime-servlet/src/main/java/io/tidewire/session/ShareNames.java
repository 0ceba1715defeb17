package io.tidewire.session;

import io.tidewire.engine.Identity;
import io.tidewire.web.HttpConnectRequest;
import io.tidewire.web.SecretNames;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Gives the tabs of one session and user a name in common, by which they find each other to share a
 * connection. Thread-safe.
 *
 * <p>The name is kept in the session, so that it is the same on all nodes that the session is on,
 * and ends with it. The next user of the session gets another one. No session is begun for it.
 */
public final class ShareNames {

  /** Has a string for its value, so that a session can be stored and keeps no class loaded. */
  static final String ATTRIBUTE = "io.tidewire.share";

  private final SecretNames names = new SecretNames();

  /** Lets tabs that are opened at once get one name. Taken once for each session and user. */
  private final ReentrantLock naming = new ReentrantLock();

  /** Creates names. */
  public ShareNames() {}

  /**
   * Finds or makes the name.
   *
   * @param request the request
   * @param identity who sent it
   * @return the name, which nobody can guess; empty for whoever is not known by a session: an
   *     anonymous client, or one with a token
   */
  public Optional<String> of(HttpServletRequest request, Identity identity) {
    String user = identity.subscriber().user().orElse(null);
    if (user == null || identity.session() == null) {
      return Optional.empty();
    }
    HttpSession session = request.getSession(false);
    return session == null ? Optional.empty() : known(session, user).or(() -> named(session, user));
  }

  private static Optional<String> known(HttpSession session, String user) {
    if (HttpConnectRequest.attribute(session, ATTRIBUTE) instanceof String value) {
      String[] nameAndUser = value.split(" ", 2);
      if (nameAndUser.length == 2 && nameAndUser[1].equals(user)) {
        return Optional.of(nameAndUser[0]);
      }
    }
    return Optional.empty();
  }

  private Optional<String> named(HttpSession session, String user) {
    naming.lock();
    try {
      Optional<String> known = known(session, user);
      if (known.isPresent()) {
        return known;
      }
      String name = names.next();
      session.setAttribute(ATTRIBUTE, name + ' ' + user);
      return Optional.of(name);
    } catch (IllegalStateException e) {
      // The user has signed out in another request.
      return Optional.empty();
    } finally {
      naming.unlock();
    }
  }
}
