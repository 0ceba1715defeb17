package io.tidewire.cdi;

import jakarta.enterprise.context.control.RequestContextController;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.spi.BeanManager;

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

  /** Runs a task in a request context. */
  static void run(BeanManager manager, Runnable task) {
    try (RequestContext context = enter(manager.createInstance())) {
      task.run();
    }
  }

  @Override
  public void close() {
    if (activated) {
      controller.deactivate();
    }
    controllers.destroy(controller);
  }
}
