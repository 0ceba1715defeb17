package io.tidewire.it.app.rolling;

import io.tidewire.Incoming;
import io.tidewire.Payload;
import io.tidewire.spi.InboundHandler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Writes down what it handles, each in a line of the file that the server was started with. */
public final class Desk implements InboundHandler {

  /** The system property that names the file. */
  public static final String FILE = "desk.file";

  @Override
  public String address() {
    return "desk";
  }

  @Override
  public void handle(Incoming<Payload> message) throws IOException {
    Files.writeString(
        Path.of(System.getProperty(FILE)),
        message.data().text() + "\n",
        StandardOpenOption.CREATE,
        StandardOpenOption.APPEND,
        StandardOpenOption.SYNC);
  }
}
