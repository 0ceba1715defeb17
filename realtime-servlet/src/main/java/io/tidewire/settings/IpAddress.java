package io.tidewire.settings;

import io.tidewire.limits.AddressKey;
import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads an IP address from text without asking any name service. An IPv4 address in the form of an
 * IPv6 one ({@code ::ffff:10.0.0.1}) is that IPv4 address.
 */
public final class IpAddress {

  private static final int MAX_LENGTH = 64;
  private static final int BYTES_4 = 4;
  private static final int BYTES_6 = 16;
  private static final int MAPPED_PREFIX = 12;

  private final byte[] bytes;
  private final String text;

  private IpAddress(byte[] bytes, String text) {
    this.bytes = bytes;
    this.text = text;
  }

  /**
   * Reads an address; the zone of an IPv6 address ({@code fe80::1%eth0}) does not count.
   *
   * @param text the address, IPv6 without brackets
   * @return the address, or empty if the text is not one
   */
  public static Optional<IpAddress> parse(String text) {
    if (text.length() > MAX_LENGTH) {
      return Optional.empty();
    }
    int zone = text.indexOf('%');
    String address = zone < 0 ? text : text.substring(0, zone);
    byte[] bytes = address.indexOf(':') < 0 ? four(address) : six(address);
    return bytes == null
        ? Optional.empty()
        : Optional.of(new IpAddress(unmapped(bytes), address.toLowerCase(Locale.ROOT)));
  }

  private static byte[] unmapped(byte[] bytes) {
    if (bytes.length == BYTES_4) {
      return bytes;
    }
    for (int i = 0; i < MAPPED_PREFIX; i++) {
      if (bytes[i] != (i < MAPPED_PREFIX - 2 ? 0 : (byte) 0xff)) {
        return bytes;
      }
    }
    return Arrays.copyOfRange(bytes, MAPPED_PREFIX, BYTES_6);
  }

  /** Reads four decimal numbers without leading zeros; returns null for anything else. */
  private static byte @Nullable [] four(String text) {
    String[] parts = text.split("\\.", -1);
    byte[] bytes = new byte[BYTES_4];
    if (parts.length != BYTES_4) {
      return null;
    }
    for (int i = 0; i < BYTES_4; i++) {
      if (!parts[i].matches("0|[1-9][0-9]{0,2}") || Integer.parseInt(parts[i]) > 255) {
        return null;
      }
      bytes[i] = (byte) Integer.parseInt(parts[i]);
    }
    return bytes;
  }

  /** Reads eight groups, of which one run of zeros may be left out (RFC 4291, 2.2), or null. */
  static byte @Nullable [] six(String text) {
    int gap = text.indexOf("::");
    byte[] head = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
    byte[] tail = gap < 0 ? new byte[0] : groups(text.substring(gap + 2), true);
    if (head == null || tail == null) {
      return null;
    }
    int given = head.length + tail.length;
    if (gap < 0 ? given != BYTES_6 : given > BYTES_6 - 2) {
      return null;
    }
    byte[] bytes = new byte[BYTES_6];
    System.arraycopy(head, 0, bytes, 0, head.length);
    System.arraycopy(tail, 0, bytes, BYTES_6 - tail.length, tail.length);
    return bytes;
  }

  private static byte @Nullable [] groups(String text, boolean last) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(BYTES_6);
    if (text.isEmpty()) {
      return bytes.toByteArray();
    }
    String[] groups = text.split(":", -1);
    for (int i = 0; i < groups.length; i++) {
      byte[] four = last && i == groups.length - 1 ? four(groups[i]) : null;
      if (four != null) {
        bytes.writeBytes(four);
      } else if (groups[i].matches("[0-9A-Fa-f]{1,4}")) {
        int group = Integer.parseInt(groups[i], 16);
        bytes.write(group >> 8);
        bytes.write(group);
      } else {
        return null;
      }
    }
    return bytes.toByteArray();
  }

  /** {@return what limits by address know it by, as all others of its /64 if it is an IPv6 one} */
  public long key() {
    return AddressKey.of(bytes);
  }

  int bits() {
    return bytes.length * Byte.SIZE;
  }

  boolean bit(int index) {
    return (bytes[index / Byte.SIZE] & (0x80 >> (index % Byte.SIZE))) != 0;
  }

  /** {@return the address as it was given, without its zone} */
  @Override
  public String toString() {
    return text;
  }
}
