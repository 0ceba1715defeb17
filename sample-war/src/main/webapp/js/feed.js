/** How many of the last events of each topic a page begins with. */
const REWIND = 60;

/**
 * What a page follows. Its client keeps a connection up by itself; here lies what the page decides:
 * which topics, and over which transports. What takes the place of something else goes on from
 * where that has stopped.
 *
 * The listener is told `event(event)`, `gap(gap)` and `status(status)`.
 */
export class Feed {
  reconnects = 0;
  gaps = 0;

  #connect;
  #listener;
  #client = null;
  #isLive = false;
  #hasLived = false;
  #followed = new Map();

  /** `connect` is that of the client's module. */
  constructor(connect, listener) {
    this.#connect = connect;
    this.#listener = listener;
  }

  /** Uses these transports from now on; without any, those that the client chooses. */
  use(transports) {
    const places = [...this.#followed.keys()].map((topic) => [topic, this.leave(topic)]);
    const former = this.#client;
    const client = this.#connect({ transports });
    this.#client = client;
    former?.close();
    this.#isLive = this.#hasLived = false;
    client.onStatus((status) => {
      if (client === this.#client) {
        this.#changed(status);
      }
    });
    places.forEach(([topic, since]) => this.follow(topic, since));
  }

  /** Follows a topic or pattern: from a cursor, or beginning with its last events. */
  follow(topic, since) {
    const subscription = this.#client.subscribe(topic, (event) => this.#listener.event(event), {
      ...(since ? { since } : { rewind: REWIND }),
      gap: (gap) => {
        this.gaps++;
        this.#listener.gap(gap);
      },
    });
    this.#followed.set(topic, { subscription, since });
  }

  /** Returns the cursor up to which everything of the topic has come, if that is known. */
  leave(topic) {
    const { subscription, since } = this.#followed.get(topic);
    const { state, cursor } = subscription;
    this.#followed.delete(topic);
    subscription.close();
    return state === 'live' ? cursor : since;
  }

  /** Ends the connection, if there is one, and opens another. */
  reconnect() {
    this.#client.reconnect();
  }

  #changed(status) {
    const isLive = status.state === 'live';
    if (isLive && !this.#isLive && this.#hasLived) {
      this.reconnects++;
    }
    this.#isLive = isLive;
    this.#hasLived ||= isLive;
    this.#listener.status(status);
  }
}
