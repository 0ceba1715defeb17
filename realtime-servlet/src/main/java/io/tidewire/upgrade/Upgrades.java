package io.tidewire.upgrade;

import io.tidewire.carrier.Sessions;
import io.tidewire.carrier.SocketProtocol;
import io.tidewire.web.WebApplication;

/**
 * Holds what the WebSockets of one servlet share.
 *
 * @param application the application
 * @param protocol what is spoken over them
 * @param sessions the application's WebSockets, to which new ones are added
 */
record Upgrades(WebApplication application, SocketProtocol protocol, Sessions sessions) {}
