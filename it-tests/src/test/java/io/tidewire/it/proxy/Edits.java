package io.tidewire.it.proxy;

import java.util.function.UnaryOperator;

/** Ways in which configurations differ from the documented ones. */
final class Edits {
  static final UnaryOperator<String> NONE = UnaryOperator.identity();

  static final UnaryOperator<String> WITHOUT_TLS =
      replace(
          """
            listen 443 ssl http2;
            server_name app.example.org;
            ssl_certificate     /etc/ssl/app.pem;
            ssl_certificate_key /etc/ssl/app.key;
          """,
          """
            listen 80;
            server_name app.example.org;
          """);

  static final UnaryOperator<String> WITHOUT_HTTP_2 = replace("ssl http2", "ssl");

  static final UnaryOperator<String> WITHOUT_UPGRADE =
      replace(
          """
              proxy_set_header Upgrade $http_upgrade;
              proxy_set_header Connection $connection_upgrade;
          """,
          "");

  static final UnaryOperator<String> HOLDING_BACK =
      both(
          WITHOUT_UPGRADE,
          replace("  location", "  proxy_ignore_headers X-Accel-Buffering;\n\n  location"));

  /** What nginx speaks to the server unless it is told. */
  static final UnaryOperator<String> HTTP_1_0 = replace("    proxy_http_version 1.1;\n", "");

  static final UnaryOperator<String> GZIP =
      replace("  location", "  gzip on;\n  gzip_types text/event-stream;\n\n  location");

  static final UnaryOperator<String> CUTTING_IDLE =
      replace("proxy_http_version", "proxy_read_timeout 10s;\n    proxy_http_version");

  static final UnaryOperator<String> DENYING_UPGRADE =
      replace("backend app\n", "backend app\n  http-request deny if { hdr(Upgrade) -m found }\n");

  static final UnaryOperator<String> DELAYING = replace("  option http-no-delay\n", "");

  private Edits() {}

  /** Fails if the documented configuration does not have that part any more. */
  static UnaryOperator<String> replace(String part, String by) {
    return text -> {
      if (!text.contains(part)) {
        throw new AssertionError("no more in the documented configuration: " + part);
      }
      return text.replace(part, by);
    };
  }

  static UnaryOperator<String> both(UnaryOperator<String> one, UnaryOperator<String> other) {
    return text -> other.apply(one.apply(text));
  }
}
