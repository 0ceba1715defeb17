import { backoff } from './backoff.js';
import { Cursors } from './cursors.js';

const HEARTBEAT_MS = 25_000;
const GRACE_MS = 10_000;
const CUT_MS = 1500;
const PASSING_ERRORS = new Set(['overloaded', 'rate-limited', 'internal']);

/**
 * Keeps one connection up, over whichever transport, and goes on from the same cursors on the
 * next. A transport is a function `connect(topics, since, handlers)` that returns `{ close() }`
 * and, until then, calls the handlers
 *
 * - `opened()`: the way is open, or open again;
 * - `message(object, reached)`: a message of the wire, and the cursor up to which all was seen;
 * - `waiting(why)`: it broke, and the browser itself will come back;
 * - `lost({ why, after, final })`: it is over; come back, after so many milliseconds, or never.
 *
 * The listener is told `event(envelope)`, once for each event, `changed()`, and for the log
 * `trace(message)`, which sees doubles too.
 */
export class Feed {
  state = 'idle';
  why = '';
  transport = '';
  reconnects = 0;
  gaps = 0;

  #transports;
  #listener;
  #cursors = new Cursors();
  #subscriptions = [];
  #connection = null;
  #failures = 0;
  #broken = false;
  #silence = HEARTBEAT_MS + GRACE_MS;
  #watchdog;
  #retry;

  constructor(transports, listener) {
    this.#transports = transports;
    this.#listener = listener;
  }

  /** The highest cursor seen, or null. */
  get cursor() {
    return this.#cursors.highest;
  }

  /** Follows these subscriptions over this transport, from where they stopped. */
  follow(transport, subscriptions) {
    this.transport = transport;
    this.#subscriptions = subscriptions;
    this.#failures = 0;
    this.#connect();
  }

  /** Drops the connection without a word, and comes back after a moment. */
  cut() {
    this.#down({ why: 'cut on purpose', after: CUT_MS });
  }

  /** Ends the connection, and does not come back. */
  stop() {
    this.#disconnect();
    this.#become('idle', '');
  }

  /** Comes back at once if it is down. */
  hurry() {
    if (this.state === 'down' || this.state === 'ended') {
      this.#connect();
    }
  }

  #connect() {
    this.#disconnect();
    this.#become('connecting', '');
    this.#expectLife();
    const since = this.#subscriptions.map((subscription) => this.#cursors.since(subscription));
    const connect = this.#transports[this.transport];
    this.#connection = connect(this.#subscriptions, since, {
      opened: () => this.#opened(),
      message: (message, reached) => this.#take(message, reached),
      waiting: (why) => this.#waiting(why),
      lost: (reason) => this.#down(reason),
    });
  }

  #disconnect() {
    clearTimeout(this.#watchdog);
    clearTimeout(this.#retry);
    this.#connection?.close();
    this.#connection = null;
  }

  #opened() {
    if (this.#broken) {
      this.reconnects++;
      this.#broken = false;
    }
    this.#become('open', 'connected');
    this.#expectLife();
  }

  #waiting(why) {
    this.#broken = true;
    this.#become('down', why);
  }

  #down({ why, after, final = false }) {
    this.#disconnect();
    this.#broken = true;
    if (final) {
      this.#become('ended', why);
      return;
    }
    const delay = after ?? backoff(this.#failures++);
    this.#become('down', `${why}; back in ${(delay / 1000).toFixed(1)} s`);
    this.#retry = setTimeout(() => this.#connect(), delay);
  }

  #become(state, why) {
    this.state = state;
    this.why = why;
    this.#listener.trace({ type: state, why: why || undefined });
    this.#listener.changed();
  }

  #expectLife() {
    clearTimeout(this.#watchdog);
    this.#watchdog = setTimeout(
      () => this.#down({ why: 'nothing was heard for too long' }),
      this.#silence,
    );
  }

  #take(message, reached) {
    this.#failures = 0;
    this.#expectLife();
    this.#listener.trace(message);
    this.#read(message);
    if (reached && message.type !== 'gap') {
      this.#cursors.advance(this.#subscriptions, reached);
    }
    this.#listener.changed();
  }

  #read(message) {
    switch (message.type) {
      case 'event':
        this.#event(message);
        break;
      case 'gap':
        this.gaps++;
        this.#cursors.advance([message.topic], message.to);
        break;
      case 'welcome':
        this.#silence = (message.heartbeat ?? HEARTBEAT_MS) + GRACE_MS;
        this.#expectLife();
        break;
      case 'subscribed':
        if (this.#cursors.since(message.topic) === null) {
          this.#cursors.advance([message.topic], message.cursor);
        }
        break;
      case 'bye':
        this.#bye(message);
        break;
      case 'error':
        this.#down({ why: message.message, final: !PASSING_ERRORS.has(message.code) });
        break;
      default:
    }
  }

  #event(event) {
    const { topic, cursor } = event;
    if (!cursor || this.#cursors.isNew(this.#subscriptions, topic, cursor)) {
      this.#listener.event(event);
    }
  }

  #bye({ reason, reconnect, after }) {
    if (!reconnect || after !== undefined) {
      this.#down({ why: `the server said goodbye: ${reason}`, after, final: !reconnect });
    }
  }
}
