package io.tidewire.spi;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tells what a rule decided.
 *
 * @param refusal why not, for the log (and for the client in development mode); null if granted
 */
public record AccessDecision(@Nullable String refusal) {

  private static final AccessDecision GRANTED = new AccessDecision(null);

  /** {@return the decision that lets a request pass} */
  public static AccessDecision granted() {
    return GRANTED;
  }

  /**
   * Refuses a request.
   *
   * @param reason why: the rule that refused, or that is missing
   * @return the decision that refuses
   */
  public static AccessDecision refused(String reason) {
    return new AccessDecision(Objects.requireNonNull(reason, "reason"));
  }

  /** {@return whether the request may pass} */
  public boolean isGranted() {
    return refusal == null;
  }

  /** {@return why the request is refused, or empty if it is granted} */
  public Optional<String> reason() {
    return Optional.ofNullable(refusal);
  }
}
