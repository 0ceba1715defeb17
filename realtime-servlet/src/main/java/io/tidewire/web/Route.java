package io.tidewire.web;

import java.util.List;

/**
 * Describes how a request reached the server, as far as its headers are believed.
 *
 * @param client the address of the client, or of the last known hop; empty if the container does
 *     not report one
 * @param scheme the scheme that the client used
 * @param authority the host, and perhaps port, that the client asked for; empty if there is none
 * @param source the header, or what else the authority was taken from
 * @param doubts which headers were not believed, and why: clauses for the log
 */
record Route(String client, String scheme, String authority, String source, List<String> doubts) {

  Route {
    doubts = List.copyOf(doubts);
  }
}
