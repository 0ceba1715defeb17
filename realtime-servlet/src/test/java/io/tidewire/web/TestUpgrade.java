package io.tidewire.web;

import java.util.List;
import java.util.Optional;

/** An upgrade of a foreign page, for a user or for nobody. */
record TestUpgrade(Optional<String> principal) implements Arrival {
  @Override
  public String method() {
    return "GET";
  }

  @Override
  public boolean isInRole(String role) {
    return false;
  }

  @Override
  public Optional<String> header(String name) {
    return name.equals("Origin") ? Optional.of("https://elsewhere.example") : Optional.empty();
  }

  @Override
  public Optional<String> parameter(String name) {
    return Optional.empty();
  }

  @Override
  public Optional<String> address() {
    return Optional.empty();
  }

  @Override
  public List<String> headers(String name) {
    return header(name).stream().toList();
  }

  @Override
  public boolean isAddressReplaced() {
    return false;
  }

  @Override
  public String scheme() {
    return "http";
  }

  @Override
  public Optional<String> authority() {
    return Optional.of("here.example");
  }

  @Override
  public String transport() {
    return "ws";
  }
}
