package io.tidewire.protocol;

import io.tidewire.Sender;
import io.tidewire.web.Rights;
import org.jspecify.annotations.Nullable;

/** Says for whom a command is carried out, by whichever road it came. For any thread. */
interface Caller {

  /** {@return what the caller may do} */
  Rights rights();

  /** {@return who publishes} */
  Sender sender();

  /** {@return the connection that it comes over, or null if it comes by a request of its own} */
  @Nullable String connection();

  /**
   * {@return whose idempotency keys are one space; null if nothing tells this caller from others
   * over a resend}
   */
  @Nullable String keySpace();
}
