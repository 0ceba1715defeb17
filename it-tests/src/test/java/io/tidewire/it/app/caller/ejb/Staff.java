package io.tidewire.it.app.caller.ejb;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.security.enterprise.authentication.mechanism.http.BasicAuthenticationMechanismDefinition;
import jakarta.security.enterprise.credential.BasicAuthenticationCredential;
import jakarta.security.enterprise.credential.UsernamePasswordCredential;
import jakarta.security.enterprise.identitystore.CredentialValidationResult;
import jakarta.security.enterprise.identitystore.IdentityStore;
import java.util.Set;

/** Two users of one role each of whom is known by the password that is the name. */
@BasicAuthenticationMechanismDefinition(realmName = "tests")
@ApplicationScoped
public class Staff implements IdentityStore {

  private static final Set<String> NAMES = Set.of("deployer", "auditor");

  /** Called by the server for each sign-in. */
  public CredentialValidationResult validate(UsernamePasswordCredential given) {
    String name = given.getCaller();
    return NAMES.contains(name) && given.compareTo(name, name)
        ? new CredentialValidationResult(name, Set.of("manager-script"))
        : CredentialValidationResult.INVALID_RESULT;
  }

  /** The same for a server that chooses the overload by the very class of the credential. */
  public CredentialValidationResult validate(BasicAuthenticationCredential given) {
    return validate((UsernamePasswordCredential) given);
  }
}
