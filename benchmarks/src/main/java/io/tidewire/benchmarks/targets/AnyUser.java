package io.tidewire.benchmarks.targets;

import java.security.Principal;
import org.apache.catalina.realm.GenericPrincipal;
import org.apache.catalina.realm.RealmBase;

/** Knows every user, all by one password. */
final class AnyUser extends RealmBase {

  static final String PASSWORD = "secret";

  @Override
  protected String getPassword(String user) {
    return PASSWORD;
  }

  @Override
  protected Principal getPrincipal(String user) {
    return new GenericPrincipal(user);
  }
}
