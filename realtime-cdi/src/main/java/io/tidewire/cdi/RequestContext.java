package io.tidewire.cdi;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;

/**
 * Keeps a request context active while this is open: the thread's own if it has one, else a new
 * one.
 */
final class RequestContext implements AutoCloseable {

  private final Instance<RequestContextController> controllers;
  private final RequestContextController controller;
  private final boolean activated;

  private RequestContext(Instance<RequestContextController> controllers) {
    this.controllers = controllers;
    this.controller = controllers.get();
    this.activated = controller.activate();
  }

  static RequestContext enter(Instance<Object> beans) {
    return new RequestContext(beans.select(RequestContextController.class));
  }

  @Override
  public void close() {
    if (activated) {
      controller.deactivate();
    }
    controllers.destroy(controller);
  }
}
