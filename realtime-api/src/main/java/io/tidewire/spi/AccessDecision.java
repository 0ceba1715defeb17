package io.tidewire.spi;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a rule decided.
 *
 * @param refusal why not, for the log (and for the client in development mode); null if granted
 */
public record AccessDecision(@Nullable String refusal) {

  private static final AccessDecision GRANTED = new AccessDecision(null);

  /**
   * Yes.
   *
   * @return the decision that lets the request pass
   */
  public static AccessDecision granted() {
    return GRANTED;
  }

  /**
   * No.
   *
   * @param reason why: the rule that refused, or that is missing
   * @return the decision that refuses
   */
  public static AccessDecision refused(String reason) {
    return new AccessDecision(Objects.requireNonNull(reason, "reason"));
  }

  /**
   * The decision as a yes or no.
   *
   * @return whether the request may pass
   */
  public boolean isGranted() {
    return refusal == null;
  }

  /**
   * Why not.
   *
   * @return the reason, or empty if granted
   */
  public Optional<String> reason() {
    return Optional.ofNullable(refusal);
  }
}
