package io.tidewire.it.app.login;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;
import jakarta.security.enterprise.credential.BasicAuthenticationCredential;
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

  /**
   * The same for a server that hands over what its BASIC mechanism has read, as TomEE does: the
   * overload is chosen by the very class of the credential.
   */
  public CredentialValidationResult validate(BasicAuthenticationCredential given) {
    return validate((UsernamePasswordCredential) given);
  }
}
