package io.tidewire.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import java.util.Set;

/** Registers the transports; the container finds it in the jar and calls it. */
public final class TidewireInitializer implements ServletContainerInitializer {

  /** Called by the container. */
  public TidewireInitializer() {}

  @Override
  public void onStartup(Set<Class<?>> classes, ServletContext context) {
    Registration.of(context).registerHttp();
    context.addListener(TidewireListener.class);
  }
}
