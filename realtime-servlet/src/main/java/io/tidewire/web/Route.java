package io.tidewire.web;

import java.util.List;

/**
 * How a request has come to us, as far as it is believed.
 *
 * @param client the address of the client, or of the last hop that is known; empty if the container
 *     does not tell
 * @param scheme the scheme that the client has used
 * @param authority host and perhaps port that the client has asked; empty if there is none
 * @param source the header, or what else the authority was taken from
 * @param doubts which headers were not believed, and why: clauses for the log
 */
record Route(String client, String scheme, String authority, String source, List<String> doubts) {

  Route {
    doubts = List.copyOf(doubts);
  }
}
