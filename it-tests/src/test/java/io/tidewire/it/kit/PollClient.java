package io.tidewire.it.kit;

import java.net.URI;
import java.net.http.HttpClient;

/**
 * A long-poll client that records. It polls from the cursor of the answer before, and tries the
 * same poll again when the connection breaks. A refusal ends it. Thread-safe.
 */
public final class PollClient implements AutoCloseable {
  private final URI uri;
  private final Recording<Envelope> frames;
  private final Recording<End> ends;
  private final PollLoop loop;
  private volatile String cursor;

  private PollClient(HttpClient http, URI uri, String since) {
    this.uri = uri;
    this.cursor = since;
    ends = new Recording<>("ends of " + uri);
    frames = Recording.until(ends, "frames of " + uri);
    loop = new PollLoop(http, this::next, new Recorder());
  }

  /** Starts polling the address, which names the topics; {@code since} may be empty. */
  public static PollClient start(HttpClient http, URI uri, String since) {
    PollClient client = new PollClient(http, uri, since);
    client.loop.start();
    return client;
  }

  /** The events' envelopes, gaps and goodbyes. */
  public Recording<Envelope> frames() {
    return frames;
  }

  /**
   * The breaks, and the refusal that ended the polling. A poll that broke before the first byte of
   * its answer is not among them: the JDK's client repeats it by itself.
   */
  public Recording<End> ends() {
    return ends;
  }

  /** Where the next poll goes on; empty before the first answer. */
  public String cursor() {
    return cursor;
  }

  @Override
  public void close() {
    loop.close();
  }

  private URI next() {
    return cursor.isEmpty() ? uri : Http.with(uri, "since", cursor);
  }

  private final class Recorder implements Sink {
    @Override
    public void frame(Envelope frame) {
      frames.add(frame);
    }

    @Override
    public void reached(String place) {
      cursor = place;
    }

    @Override
    public void ended(End end) {
      ends.add(end);
      if (end.code() == End.BROKEN) {
        Http.soon(0, loop::start);
      }
    }
  }
}
