package io.tidewire.it.app.twoway;

/** What a page sends. Not a record, which JSON-B 1.0 does not know. */
public class ChatLine {

  /** What somebody says. */
  public String text = "";

  /** How often. */
  public int times = 1;
}
