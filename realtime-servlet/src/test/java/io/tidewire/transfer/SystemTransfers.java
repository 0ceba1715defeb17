package io.tidewire.transfer;

import io.tidewire.web.WebApplication;
import io.tidewire.window.Ticker;

/** Receives transfers of applications whose tests are about something else. */
public final class SystemTransfers {

  private SystemTransfers() {}

  /** {@return an application's transfers, in the temporary folder of the system} */
  public static Transfers of(WebApplication application) {
    return Transfers.of(application, TransferFolder.in(null), Ticker.system());
  }
}
