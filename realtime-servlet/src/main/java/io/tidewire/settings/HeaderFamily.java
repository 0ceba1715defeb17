package io.tidewire.settings;

import java.util.Arrays;

/** Names the headers in which proxies pass on whom they serve; only one family is ever read. */
public enum HeaderFamily {
  /** {@code X-Forwarded-For}, {@code -Host}, {@code -Port} and {@code -Proto}. */
  X_FORWARDED("x-forwarded", "X-Forwarded-Host", "X-Forwarded-For"),
  /** {@code Forwarded} (RFC 7239). */
  FORWARDED("forwarded", "Forwarded", "Forwarded");

  private final String name;
  private final String hostHeader;
  private final String clientHeader;

  HeaderFamily(String name, String hostHeader, String clientHeader) {
    this.name = name;
    this.hostHeader = hostHeader;
    this.clientHeader = clientHeader;
  }

  static boolean isName(String text) {
    return Arrays.stream(values()).anyMatch(family -> family.name.equals(text));
  }

  static HeaderFamily of(String name) {
    return Arrays.stream(values())
        .filter(family -> family.name.equals(name))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("unknown family of headers: " + name));
  }

  /** {@return the header that names the host the client asked for} */
  public String hostHeader() {
    return hostHeader;
  }

  /** {@return the header that names the client} */
  public String clientHeader() {
    return clientHeader;
  }
}
