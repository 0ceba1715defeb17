package io.tidewire.carrier;

import io.tidewire.engine.ClientConnection;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Notes what a client says. */
public final class RecordedListener implements Listener {

  private final ClientConnection connection;
  private final List<String> calls = new CopyOnWriteArrayList<>();

  /** Listens to the client of a connection. */
  public RecordedListener(ClientConnection connection) {
    this.connection = connection;
  }

  /** What the client has said. */
  public List<String> calls() {
    return List.copyOf(calls);
  }

  @Override
  public ClientConnection connection() {
    return connection;
  }

  @Override
  public void text(String part, boolean last) {
    calls.add("text " + part + (last ? "" : "..."));
  }

  @Override
  public void binary(ByteBuffer part, boolean last) {
    calls.add("binary " + StandardCharsets.ISO_8859_1.decode(part) + (last ? "" : "..."));
  }

  @Override
  public void tooLarge() {
    calls.add("too large");
    Listener.super.tooLarge();
  }

  @Override
  public void broken(String what) {
    calls.add("broken " + what);
    Listener.super.broken(what);
  }

  @Override
  public void closed(int code) {
    calls.add("closed " + code);
  }
}
