package io.tidewire.cdi;

import jakarta.enterprise.inject.spi.AfterDeploymentValidation;
import jakarta.enterprise.inject.spi.DeploymentException;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Collects what is wrong with a deployment, so that it is reported all at once. */
final class Faults {

  private final Collection<String> faults = new ConcurrentLinkedQueue<>();

  /**
   * Adds a fault.
   *
   * @param place the class or member that is faulty
   * @param what what is wrong with it
   */
  void add(String place, String what) {
    faults.add(place + ": " + what);
  }

  /**
   * Runs a check and adds what it refuses.
   *
   * @param place the class or member that is checked
   * @param check throws {@link IllegalArgumentException} if something is wrong
   */
  void check(String place, Runnable check) {
    try {
      check.run();
    } catch (IllegalArgumentException e) {
      add(place, String.valueOf(e.getMessage()));
    }
  }

  /** Fails the deployment if there was a fault. */
  void report(AfterDeploymentValidation validation) {
    problem().ifPresent(validation::addDeploymentProblem);
  }

  /** {@return all faults as one; empty if there was none} */
  Optional<DeploymentException> problem() {
    if (faults.isEmpty()) {
      return Optional.empty();
    }
    String list = String.join("\n  ", faults.stream().sorted().toList());
    return Optional.of(
        new DeploymentException("Tidewire found faults that would fail at run time:\n  " + list));
  }
}
