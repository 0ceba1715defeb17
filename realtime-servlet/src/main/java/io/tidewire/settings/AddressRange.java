package io.tidewire.settings;

/** Covers one IP address, or all that begin with the same bits ({@code 10.0.0.0/8}). */
public final class AddressRange {

  private final IpAddress first;
  private final int prefix;
  private final String text;

  private AddressRange(IpAddress first, int prefix, String text) {
    this.first = first;
    this.prefix = prefix;
    this.text = text;
  }

  /**
   * Reads a range.
   *
   * @param text an address, or an address, a slash and the number of bits that count (CIDR)
   * @return the range
   * @throws IllegalArgumentException if the text is not a range; the message says why
   */
  public static AddressRange parse(String text) {
    int slash = text.indexOf('/');
    IpAddress first =
        IpAddress.parse(slash < 0 ? text : text.substring(0, slash))
            .orElseThrow(
                () -> new IllegalArgumentException("it does not begin with an IP address"));
    if (slash < 0) {
      return new AddressRange(first, first.bits(), text);
    }
    String bits = text.substring(slash + 1);
    if (!bits.matches("[0-9]{1,3}") || Integer.parseInt(bits) > first.bits()) {
      throw new IllegalArgumentException(
          "its slash is not followed by a number from 0 to " + first.bits());
    }
    int prefix = Integer.parseInt(bits);
    for (int i = prefix; i < first.bits(); i++) {
      if (first.bit(i)) {
        throw new IllegalArgumentException(
            "the address has bits set after its first " + prefix + ", the only ones that count");
      }
    }
    return new AddressRange(first, prefix, text);
  }

  /**
   * {@return whether an address is in the range}
   *
   * @param address the address
   */
  public boolean contains(IpAddress address) {
    if (address.bits() != first.bits()) {
      return false;
    }
    for (int i = 0; i < prefix; i++) {
      if (address.bit(i) != first.bit(i)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return text;
  }
}
