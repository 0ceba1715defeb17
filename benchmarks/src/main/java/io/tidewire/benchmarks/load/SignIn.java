package io.tidewire.benchmarks.load;

import java.io.IOException;
import java.net.HttpURLConnection;
import java.net.URI;

/** Signs clients in. */
final class SignIn {

  private SignIn() {}

  /** Signs a client in as a user of its own; the cookie of its session. */
  static String cookie(int port, int client) throws IOException {
    URI uri = URI.create("http://127.0.0.1:" + port + "/sign-in/user" + client);
    HttpURLConnection connection = (HttpURLConnection) uri.toURL().openConnection();
    connection.setRequestMethod("POST");
    String cookie = connection.getHeaderField("Set-Cookie");
    int status = connection.getResponseCode();
    if (status != HttpURLConnection.HTTP_NO_CONTENT || cookie == null) {
      throw new IllegalStateException("the server signs nobody in: " + status);
    }
    return cookie.substring(0, cookie.indexOf(';'));
  }
}
