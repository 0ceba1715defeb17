package io.tidewire.cdi;

import io.tidewire.Hub;
import io.tidewire.engine.HubEngine;
import io.tidewire.servlet.Parts;
import io.tidewire.settings.Settings;

/** Makes the hub that the CDI container owns. */
@FunctionalInterface
interface HubFactory {

  /** Starts the engine. */
  HubFactory ENGINE =
      (parts, settings) -> {
        HubEngine hub = HubEngine.start("default", settings.engine(), parts.hubParts(settings));
        return new OwnedHub(hub, parts, hub::close);
      };

  /**
   * Makes a hub.
   *
   * @param parts what it is made of
   * @param settings the application's settings
   * @return an open hub
   */
  OwnedHub create(Parts parts, Settings settings);

  /**
   * A hub and the right to end it.
   *
   * @param hub what the application uses
   * @param parts what it was made of
   * @param close ends it
   */
  record OwnedHub(Hub hub, Parts parts, Runnable close) {}
}
