package io.tidewire.cdi;

import io.tidewire.Hub;
import io.tidewire.engine.HubEngine;
import io.tidewire.servlet.Parts;
import io.tidewire.settings.Settings;

/** Creates the hub that the CDI container owns. */
@FunctionalInterface
interface HubFactory {

  /** Creates a hub by starting the engine. */
  HubFactory ENGINE =
      (parts, settings) -> {
        HubEngine hub = HubEngine.start("default", settings.engine(), parts.hubParts(settings));
        return new OwnedHub(hub, parts, hub::close);
      };

  /**
   * Creates a hub.
   *
   * @param parts what the hub is made of
   * @param settings the application's settings
   * @return an open hub
   */
  OwnedHub create(Parts parts, Settings settings);

  /**
   * Holds a hub and the means to close it.
   *
   * @param hub what the application uses
   * @param parts what the hub was made of
   * @param close closes the hub
   */
  record OwnedHub(Hub hub, Parts parts, Runnable close) {}
}
