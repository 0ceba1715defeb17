package io.tidewire.web;

import io.tidewire.spi.UnauthenticatedException;
import io.tidewire.wire.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds the bearer token of a request, by whichever road it came, and decides who judges it.
 *
 * <p>One request has one identity: two tokens are refused, even equal ones, and a token decides
 * alone. Without a verifier only a token in the head can have been judged, by the container itself
 * (MicroProfile JWT, the adapter of an identity provider); and only if nothing else in the request
 * can have led the container to its user.
 *
 * @param token the token, or null if there is none
 * @param judgedByContainer whether the container's user can only be the token's
 */
record Credentials(@Nullable BearerToken token, boolean judgedByContainer) {

  private static final String BEARER = "bearer";
  private static final String PROTOCOL = "bearer.";
  private static final String PARAMETER = "access_token";

  /** What a browser asks for by a URL alone, since it can send no header with it. */
  private static final Set<String> BY_URL = Set.of("sse", "ws");

  /** {@return whether a request has a token in its query, or something in its place} */
  static boolean areInQuery(@Nullable String query) {
    return query != null && !Query.values(query, PARAMETER).isEmpty();
  }

  /**
   * Looks through a request.
   *
   * @param arrival the request
   * @param inQueries whether a token may be in a query at all
   * @return what was found
   * @throws Refusal if there is more than one token, or one in a query that must not have any
   */
  static Credentials of(Arrival arrival, boolean inQueries) {
    List<String> inQuery = Query.values(arrival.query().orElse(""), PARAMETER);
    if (!inQuery.isEmpty()) {
      checkQuery(arrival, inQueries);
    }
    List<String> inHead = inHead(arrival.headers("Authorization"));
    List<String> found = new ArrayList<>(inHead);
    found.addAll(inProtocols(arrival.protocols()));
    found.addAll(inQuery);
    if (found.size() > 1) {
      throw bad("more than one token: a request has one, in Authorization, a subprotocol or query");
    }
    return new Credentials(
        found.isEmpty() ? null : new BearerToken(found.get(0)),
        !inHead.isEmpty() && !arrival.saysSessionCookie() && arrival.principal().isPresent());
  }

  /**
   * Decides who judges the request.
   *
   * @param hasVerifier whether the application verifies tokens
   * @return the token that its verifier is to judge; empty if the container's caller counts
   * @throws UnauthenticatedException if the token is malformed, or nobody can judge it
   */
  Optional<BearerToken> toVerify(boolean hasVerifier) {
    if (token == null) {
      return Optional.empty();
    }
    if (!token.isWellFormed()) {
      throw new UnauthenticatedException(
          "a token of "
              + token.value().length()
              + " characters was given, which is longer than "
              + BearerToken.MAX_LENGTH
              + " or has characters that no token has (RFC 6750, section 2.1)");
    }
    if (hasVerifier) {
      return Optional.of(token);
    }
    if (judgedByContainer) {
      return Optional.empty();
    }
    throw new UnauthenticatedException("a token was given, and no TokenVerifier is there");
  }

  private static void checkQuery(Arrival arrival, boolean inQueries) {
    if (!inQueries) {
      throw bad("access_token in the query is turned off here (realtime.query-tokens)");
    }
    if (!arrival.method().equals("GET") || !BY_URL.contains(arrival.transport())) {
      throw bad("access_token in the query is taken for GET sse and ws only; send Authorization");
    }
  }

  /** Counts a second field of any scheme as a second token: who is to judge it is not clear. */
  private static List<String> inHead(List<String> fields) {
    List<String> values = fields.stream().map(String::strip).toList();
    return values.stream().anyMatch(Credentials::isBearer)
        ? values.stream().map(Credentials::afterScheme).toList()
        : List.of();
  }

  private static boolean isBearer(String field) {
    String scheme = field.substring(0, endOfScheme(field));
    return scheme.toLowerCase(Locale.ROOT).equals(BEARER);
  }

  private static String afterScheme(String field) {
    return field.substring(endOfScheme(field)).strip();
  }

  private static int endOfScheme(String field) {
    int end = 0;
    while (end < field.length() && field.charAt(end) > ' ') {
      end++;
    }
    return end;
  }

  private static List<String> inProtocols(List<String> protocols) {
    return protocols.stream()
        .filter(protocol -> protocol.startsWith(PROTOCOL))
        .map(protocol -> protocol.substring(PROTOCOL.length()))
        .toList();
  }

  private static Refusal bad(String message) {
    return new Refusal(ErrorCode.BAD_REQUEST, message);
  }
}
