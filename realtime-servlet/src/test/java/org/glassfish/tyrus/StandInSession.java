package org.glassfish.tyrus;

/** A class that takes its name from Tyrus's sessions. */
public final class StandInSession {

  private StandInSession() {}
}
