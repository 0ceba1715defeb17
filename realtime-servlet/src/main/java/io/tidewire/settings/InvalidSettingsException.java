package io.tidewire.settings;

import java.util.List;

/**
 * Thrown if settings are invalid; the message names each, its value, its source and what it must
 * be.
 */
public final class InvalidSettingsException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * Makes the exception for one setting that only its user could judge.
   *
   * @param fault which setting is wrong, and what it must be
   * @param cause what its user says
   */
  public InvalidSettingsException(String fault, Throwable cause) {
    super(fault, cause);
  }

  InvalidSettingsException(List<String> faults) {
    super(
        faults.size() == 1
            ? faults.get(0)
            : faults.size() + " settings are invalid:\n  " + String.join("\n  ", faults));
  }
}
