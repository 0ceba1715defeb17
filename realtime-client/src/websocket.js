import { Fault } from './fault.js';
import { LARGEST } from './http.js';
import { Line } from './line.js';

const MOST_BYTES = 1024 * 1024;
const TRY_LATER = 1013;
const TRY_LATER_MS = 5_000;

/**
 * Close codes after which a client does not come back.
 *
 * @type {Record<number, string>}
 */
const FOR_GOOD = { 1000: 'ended', 1008: 'forbidden', 1009: 'too-large', 4001: 'unauthorized' };

/**
 * @typedef {import('./line.js').Feed} Feed
 * @typedef {import('./line.js').Frame} Frame
 */

/** A WebSocket: what it asks for can change, and it carries what the page sends. */
export class SocketLine extends Line {
  transport = /** @type {const} */ ('websocket');
  isWhole = false;
  /** @type {WebSocket | undefined} */
  #socket;
  #feeds;
  #id = 0;
  /** @type {Map<string, { wanted: Feed[], confirmed: Set<Feed> }>} the requests, by their ids */
  #subscribing = new Map();
  /** @type {Map<string, (answer: Frame | undefined) => void>} who waits, by the ids of what was sent */
  #waiting = new Map();

  /**
   * @param {import('./line.js').Surroundings} around
   * @param {Feed[]} feeds
   */
  constructor(around, feeds) {
    super(around);
    this.#feeds = feeds;
  }

  /** @param {AbortSignal} signal */
  async run(signal) {
    const { env, http, token } = this.around;
    if (!env.WebSocket) {
      throw new Fault('unsupported', 'there is no WebSocket here');
    }
    const url = http.url('ws', { max: MOST_BYTES }).replace(/^http/, 'ws');
    const protocols = token.current ? ['tidewire.v1', `bearer.${token.current}`] : [];
    const socket = new env.WebSocket(url, protocols);
    this.#socket = socket;
    socket.binaryType = 'arraybuffer';
    socket.onmessage = ({ data }) => this.#take(data);
    socket.onclose = ({ code, reason }) => this.fail(ending(code, reason));
    signal.addEventListener('abort', () => {
      socket.onmessage = socket.onclose = null;
      socket.close();
      this.#waiting.forEach((answer) => answer(undefined));
    });
  }

  /**
   * @param {string | ArrayBuffer} message
   * @returns {Frame[]}
   */
  static read(message) {
    /** @type {Frame[]} */
    const frames = typeof message === 'string' ? [JSON.parse(message)].flat() : [binary(message)];
    return frames.map((frame) => ({
      ...frame,
      at: frame.type === 'event' || frame.type === 'ping' ? frame.cursor : undefined,
    }));
  }

  /** @param {string | ArrayBuffer} message */
  #take(message) {
    try {
      if (size(message) > LARGEST) {
        throw new Fault('too-large', 'a message is too large', { final: true });
      }
      this.receive(message);
    } catch (error) {
      this.fail(Fault.of(error));
    }
  }

  /** @param {Frame} frame */
  hear(frame) {
    super.hear(frame);
    const { type, id } = frame;
    if (type === 'welcome') {
      this.change(this.#feeds);
    } else if (type === 'subscribed') {
      this.#confirmed(frame);
    } else if (type === 'error') {
      this.#refused(frame);
    }
    if (type === 'ping') {
      this.#send([{ type: 'pong' }]);
    }
    this.#waiting.get(id)?.(frame);
  }

  /** @param {object[]} frames */
  #send(frames) {
    if (frames.length) {
      this.#socket?.send(JSON.stringify(frames));
    }
  }

  /**
   * Sends what the page says.
   *
   * @param {{ id: string }[]} commands
   * @returns {Promise<(Frame | undefined)[]>} the answers; undefined where the line has ended before
   */
  exchange(commands) {
    this.#send(commands);
    return Promise.all(
      commands.map(
        ({ id }) =>
          new Promise((/** @type {(answer: Frame | undefined) => void} */ resolve) => {
            this.#waiting.set(id, (answer) => {
              this.#waiting.delete(id);
              resolve(answer);
            });
          }),
      ),
    );
  }

  /** @param {string} token */
  authenticate(token) {
    this.#send([{ type: 'auth', token }]);
    return true;
  }

  /** @param {Feed[]} feeds */
  change(feeds) {
    const asked = new Set([...this.#subscribing.values()].flatMap(({ wanted }) => wanted));
    const gone = [...asked].filter((feed) => !feeds.includes(feed));
    this.#feeds = feeds;
    for (const [id, request] of this.#subscribing) {
      request.wanted = request.wanted.filter((feed) => feeds.includes(feed));
      gone.forEach((feed) => request.confirmed.delete(feed));
      if (!request.wanted.length) {
        this.#subscribing.delete(id);
      }
    }
    this.#send(gone.map(({ topic }) => ({ type: 'unsubscribe', topic })));
    this.#subscribe(feeds.filter((feed) => !asked.has(feed)));
    this.#proveIfComplete();
    return true;
  }

  /** @param {Feed[]} wanted */
  #subscribe(wanted) {
    if (wanted.length) {
      const id = `s${++this.#id}`;
      const topics = wanted.map(({ topic }) => topic);
      this.#subscribing.set(id, { wanted, confirmed: new Set() });
      this.#send([{ type: 'subscribe', id, topics, since: wanted.map(({ cursor }) => cursor) }]);
    }
    this.requests = [...this.#subscribing.values()].map(({ confirmed }) => confirmed);
  }

  /** @param {Frame} confirmation */
  #confirmed({ id, topic }) {
    const request = this.#subscribing.get(id);
    const feed = request?.wanted.find((wanted) => wanted.topic === topic);
    if (feed) {
      request?.confirmed.add(feed);
    }
    this.#proveIfComplete();
  }

  /** @param {Frame} error */
  #refused(error) {
    const { id, code, message, topic } = error;
    const request = this.#subscribing.get(id);
    const final = code === 'too-many-topics';
    const fault = new Fault(code, message, { final });
    const refused = topic ?? (request?.wanted.length === 1 ? request.wanted[0].topic : undefined);
    if (request && code !== 'forbidden' && code !== 'bad-request') {
      this.fail(fault);
    } else if (refused) {
      this.around.refuse(refused, fault);
      this.change(this.#feeds.filter((feed) => feed.topic !== refused));
    } else if (request) {
      // It does not say which: they are asked for one by one.
      this.#subscribing.delete(id);
      request.wanted.forEach((feed) => this.#subscribe([feed]));
    }
  }

  /** A message that was answered has come through in both directions. */
  #proveIfComplete() {
    const requests = [...this.#subscribing.values()];
    if (requests.every(({ wanted, confirmed }) => confirmed.size === wanted.length)) {
      this.prove();
    }
  }
}

/** @param {string | ArrayBuffer} message */
const size = (message) => (typeof message === 'string' ? message.length : message.byteLength);

/**
 * @param {number} code
 * @param {string} reason
 */
function ending(code, reason) {
  const final = code in FOR_GOOD;
  const isLater = code === TRY_LATER;
  // A foreign origin, a login and a proxy all look like 1006: the next request over HTTP tells.
  return new Fault(FOR_GOOD[code] ?? 'ended', reason || `the WebSocket was closed with ${code}`, {
    final,
    told: final || isLater,
    retryAfter: isLater ? TRY_LATER_MS : undefined,
  });
}

/**
 * Reads a message with bytes: a JSON object on one line, then the bytes, which become the data.
 *
 * @param {ArrayBuffer} message
 * @returns {Frame}
 */
function binary(message) {
  const bytes = new Uint8Array(message);
  const end = bytes.indexOf(10);
  return {
    ...JSON.parse(new TextDecoder().decode(bytes.subarray(0, end))),
    data: bytes.slice(end + 1),
  };
}
