package io.tidewire.it.launch;

import org.jboss.arquillian.container.spi.client.container.DeployableContainer;
import org.jboss.arquillian.core.spi.LoadableExtension;

/** Tells Arquillian of {@link LaunchedContainer}; named by a service file of its own folder. */
public final class LaunchedExtension implements LoadableExtension {

  @Override
  public void register(ExtensionBuilder builder) {
    builder.service(DeployableContainer.class, LaunchedContainer.class);
  }
}
