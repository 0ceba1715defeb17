package io.tidewire.limits;

/** Names the limits whose being reached is counted. */
public enum Bound {
  /** Connections on this node. */
  CONNECTIONS("realtime.max-connections"),
  /** Connections of one address, of which it leaves a tenth to others. */
  ADDRESS_SHARE("realtime.max-connections", "nine tenths of "),
  /** Connections of one user. */
  PER_USER("realtime.limits.per-user"),
  /** Connections of one address. */
  PER_ADDRESS("realtime.limits.per-address"),
  /** Attempts of one address to connect. */
  CONNECTS("realtime.limits.connects"),
  /** Requests of one connection that wait. */
  PENDING("realtime.limits.pending"),
  /** Messages of one connection that wait for application code. */
  INBOUND("realtime.limits.inbound"),
  /** Messages of one connection in a second. */
  MESSAGES("realtime.limits.messages"),
  /** Messages of one user in a second. */
  MESSAGES_PER_USER("realtime.limits.messages-per-user"),
  /** Topics and patterns of one connection. */
  SUBSCRIPTIONS("realtime.max-subscriptions"),
  /** Patterns of one connection. */
  PATTERNS("realtime.limits.patterns"),
  /** WebSockets that have not sent anything yet. */
  WAITING("realtime.limits.waiting"),
  /** Those of one address, which leaves a tenth to others. */
  WAITING_SHARE("realtime.limits.waiting", "nine tenths of "),
  /** The time after which a WebSocket must have sent something. */
  FIRST_FRAME("realtime.limits.first-frame"),
  /** Events in one connection's outbox. */
  OUTBOX("realtime.outbox"),
  /** Bytes in one connection's outbox. */
  OUTBOX_BYTES("realtime.limits.outbox-bytes"),
  /** Bytes in all outboxes of this node. */
  OUTBOX_MEMORY("realtime.limits.outbox-memory"),
  /** Those of one address, which leaves a tenth to others. */
  OUTBOX_SHARE("realtime.limits.outbox-memory", "nine tenths of "),
  /** Bytes of messages and bodies that are not whole yet, or wait. */
  INBOUND_BYTES("realtime.limits.inbound-bytes"),
  /** Those of one address, which leaves a tenth to others. */
  INBOUND_SHARE("realtime.limits.inbound-bytes", "nine tenths of "),
  /** Bytes of one transfer. */
  TRANSFER_SIZE("realtime.transfers.max-size"),
  /** Transfers of one user or client. */
  TRANSFERS_PER_OWNER("realtime.transfers.per-owner"),
  /** Bytes of all transfers. */
  TRANSFER_BYTES("realtime.transfers.bytes"),
  /** Those of one address, which leaves a tenth to others. */
  TRANSFER_BYTES_SHARE("realtime.transfers.bytes", "nine tenths of ");

  private final String setting;
  private final String share;

  Bound(String setting) {
    this(setting, "");
  }

  Bound(String setting, String share) {
    this.setting = setting;
    this.share = share;
  }

  /** {@return what sets it, for the client and the log: a setting, or a share of one} */
  @Override
  public String toString() {
    return share + setting;
  }
}
