package io.tidewire.assets;

import org.jspecify.annotations.Nullable;

/**
 * Holds a file of the client in all its forms.
 *
 * @param type the media type
 * @param plain the file as it is
 * @param zipped the same compressed; null if there is no such copy
 * @param isPermanent whether the file at this address never changes
 */
record ClientFile(String type, Content plain, @Nullable Content zipped, boolean isPermanent) {

  static final String SCRIPT = "text/javascript";
  static final String PAGE = "text/html";

  /** {@return the form for a client, depending on whether it takes gzip} */
  Content form(boolean takesGzip) {
    return takesGzip && zipped != null ? zipped : plain;
  }
}
