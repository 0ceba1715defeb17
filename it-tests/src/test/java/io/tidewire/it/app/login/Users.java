package io.tidewire.it.app.login;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;

/** The application's own users, by Jakarta Security: the one that Tomcat's file has too. */
@BasicAuthenticationMechanismDefinition(realmName = "tests")
@ApplicationScoped
public class Users implements IdentityStore {

  /** Called by the server for each sign-in. */
  public CredentialValidationResult validate(UsernamePasswordCredential given) {
    return given.compareTo("deployer", "deployer")
        ? new CredentialValidationResult("deployer", Set.of("manager-script"))
        : CredentialValidationResult.INVALID_RESULT;
  }
}
