package io.tidewire.it.app.twoway;

import jakarta.enterprise.context.RequestScoped;

/** Lives for one message. */
@RequestScoped
public class Turn {

  private int calls;

  public int next() {
    calls++;
    return calls;
  }
}
