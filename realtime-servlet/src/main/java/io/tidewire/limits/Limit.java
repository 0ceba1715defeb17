package io.tidewire.limits;

import java.util.Optional;

/**
 * Bounds how many connections somebody may hold.
 *
 * @param holder who, such as {@code one user}
 * @param bound what says so
 * @param most how many, or {@link LimitSettings#OFF}
 */
public record Limit(String holder, Bound bound, long most) {

  /**
   * Decides on so many connections.
   *
   * @param used how many there would be
   * @return why that is too many; empty if it is not
   */
  public Optional<String> refusal(long used) {
    return used <= most
        ? Optional.empty()
        : Optional.of(
            holder + " may hold at most " + most + " connections on this node, by " + bound);
  }
}
