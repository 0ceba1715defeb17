package io.tidewire.it.app.caller.ejb;

import io.tidewire.cdi.AllowSubscribe;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.security.Principal;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Rules that ask an enterprise bean, and the server's principal, who it is. */
@ApplicationScoped
public class VaultRules {

  private final Map<String, Set<String>> usersByThread = new ConcurrentHashMap<>();

  @Inject private Vault vault;
  @Inject private Principal principal;

  @AllowSubscribe("vault/{user}")
  boolean opens(String user) {
    return vault.openedBy().equals(user);
  }

  @AllowSubscribe("principal/{user}")
  boolean is(String user) {
    return principal.getName().equals(user);
  }

  /** Whether the caller is no manager; remembers which thread has asked as whom. */
  @AllowSubscribe("turns/{user}/{number}")
  boolean turn(String user, String number) {
    boolean manager = vault.isCalledByManager();
    String caller = manager ? vault.openedBy() : "nobody";
    usersByThread
        .computeIfAbsent(Thread.currentThread().getName(), key -> ConcurrentHashMap.newKeySet())
        .add(caller);
    return caller.equals(user);
  }

  /** The most callers that one thread has asked as. */
  int mostOnOneThread() {
    return usersByThread.values().stream().mapToInt(Set::size).max().orElse(0);
  }
}
