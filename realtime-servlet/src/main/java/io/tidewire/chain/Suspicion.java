package io.tidewire.chain;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Guesses from a filter's name what the filter does; there is no way to know. */
enum Suspicion {
  COMPRESSES("compresses responses", "gzip|compress|deflat|brotli|zstd"),
  CACHES(
      "holds responses back to cache or compare them",
      "^(?!.*(no|disabl\\w*|prevent\\w*)_?cach)(?!.*cache_?(control|header|busting)).*(cach|etag)"),
  WRAPS("replaces the response with one of its own", "wrap|buffer|sitemesh|minif"),
  PROTECTS(
      "protects the application",
      "secur|auth|login|shiro|keycloak|csrf|xsrf|sso|oidc|oauth|saml|jwt|spnego|kerberos|firewall");

  private final String meaning;
  private final Pattern pattern;

  Suspicion(String meaning, String pattern) {
    this.meaning = meaning;
    this.pattern = Pattern.compile(pattern);
  }

  String meaning() {
    return meaning;
  }

  boolean raisedBy(AppliedFilter filter) {
    String simpleName = filter.className().substring(filter.className().lastIndexOf('.') + 1);
    return pattern.matcher(simpleName.toLowerCase(Locale.ROOT)).find()
        || pattern.matcher(filter.name().toLowerCase(Locale.ROOT)).find();
  }

  /** {@return what a filter may do to a streamed response} */
  static List<Suspicion> ofResponseChanges(AppliedFilter filter) {
    return Arrays.stream(values())
        .filter(suspicion -> suspicion != PROTECTS && suspicion.raisedBy(filter))
        .toList();
  }
}
