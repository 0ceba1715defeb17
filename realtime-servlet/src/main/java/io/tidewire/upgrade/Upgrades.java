package io.tidewire.upgrade;

import io.tidewire.carrier.Sessions;
import io.tidewire.web.WebApplication;

/**
 * Holds what the WebSockets of one application share.
 *
 * @param application the application
 * @param sessions its WebSockets, to which new ones are added
 */
record Upgrades(WebApplication application, Sessions sessions) {}
