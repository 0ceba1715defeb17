package io.tidewire.spi;

import io.tidewire.Subscriber;

/**
 * Identifies who opens a connection. The default is {@link ConnectRequest#caller()}.
 *
 * <p>An application that has more to tell its rules adds attributes. In this call the request, its
 * session and beans of all scopes are active, on every transport; in a rule they are not.
 *
 * <pre>{@code
 * @ApplicationScoped
 * public class Tenants implements Authenticator {
 *   @Inject Login login; // @SessionScoped
 *
 *   public Subscriber authenticate(ConnectRequest request) {
 *     return request.caller().withAttribute("tenant", login.tenant());
 *   }
 * }
 * }</pre>
 *
 * <p>Called once for each connection, on a request thread that may block. Called again for each
 * {@code auth} frame, on a thread for application code, with a request that has nothing but {@link
 * ConnectRequest#token a token} and its user.
 */
@FunctionalInterface
public interface Authenticator {

  /**
   * Identifies the peer.
   *
   * @param request what it sent; valid during this call only
   * @return who it is, {@link Subscriber#anonymous()} if it did not say
   * @throws UnauthenticatedException if it said so wrongly: bad or expired credentials
   * @throws UnavailableException if this cannot be told at the moment: the client is to come back.
   *     Any other exception refuses the request with 403, since its cause may be what the client
   *     sent; an {@link Error} is taken as passing, like an {@code UnavailableException}
   */
  Subscriber authenticate(ConnectRequest request);

  /**
   * Finds the present roles and attributes of a user who is connected. Asked when the rules are
   * asked again, on a thread for application code; may block. By default nothing is found anew: the
   * roles and attributes stay those of the connect or of the last token.
   *
   * @param known who is connected, as it was last identified
   * @return the same user, as now known
   * @throws UnauthenticatedException if the user may not be connected any more: the connection ends
   * @throws UnavailableException if this cannot be told at the moment: it is asked again
   */
  default Subscriber refresh(Subscriber known) {
    return known;
  }
}
